import { WheelhouseError, type RunId, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { conditionOf, reachOf } from '../access/may-touch.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { Issued, IssueDeps } from '../issue/issue-command.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { commandOwnRun } from '../runs/service.ts';

interface ApprovalRow {
  readonly id: string;
  readonly runId: string;
  readonly attempt: number;
  readonly request: string;
  readonly kind: string;
  readonly title: string;
  readonly detail: unknown;
  readonly options: unknown;
  readonly state: string;
  readonly option: string | null;
  readonly answeredBy: unknown;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

function viewOf(row: ApprovalRow): spokeApi.ApprovalView {
  return {
    id: row.id,
    run: row.runId as RunId,
    attempt: row.attempt,
    request: row.request,
    kind: row.kind as spokeApi.ApprovalView['kind'],
    title: row.title,
    detail: (row.detail ?? {}) as spokeApi.ApprovalView['detail'],
    options: (row.options ?? []) as spokeApi.ApprovalView['options'],
    state: row.state as spokeApi.ApprovalView['state'],
    option: row.option,
    answeredBy: (row.answeredBy ?? null) as spokeApi.ApprovalView['answeredBy'],
    expiresAt: row.expiresAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

export interface ApprovalsWish extends PageWish {
  readonly state?: spokeApi.ApprovalView['state'] | undefined;
  readonly run?: string | undefined;
}

/** Of the runs that the caller may read, newest first. */
export async function listApprovals(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: ApprovalsWish,
): Promise<Page<spokeApi.ApprovalView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'runs:read', 'run');
    return tx.approval.findMany({
      where: {
        workspaceId,
        ...(wish.state === undefined ? {} : { state: wish.state }),
        ...(wish.run === undefined ? {} : { runId: wish.run }),
        ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }),
        run: conditionOf(reach, caller.principalId),
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    });
  });
  return pageOf(rows, wish, viewOf);
}

/** @throws WheelhouseError NOT_FOUND */
export async function getApproval(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<spokeApi.ApprovalView> {
  const { workspaceId } = caller;
  const row = await db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'runs:read', 'run');
    return tx.approval.findFirst({ where: { workspaceId, id, run: conditionOf(reach, caller.principalId) } });
  });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return viewOf(row);
}

/**
 * Answers what a run asked, wherever it runs: by a signed command. Whether it counted shows in the approval's state.
 * @throws WheelhouseError NOT_FOUND; INVALID for an option that it does not have; CONFLICT where it is not open any more
 */
export async function answerApproval(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  id: string,
  option: string,
): Promise<Issued> {
  const { run, request, state, kind, options } = await getApproval(deps.db, caller, id);
  if (state !== 'open') throw new WheelhouseError('CONFLICT', `it is ${state} by now`);
  if (kind === 'question') throw new WheelhouseError('INVALID', 'a question is answered by input to the run');
  if (!options.some((offered) => offered.option === option)) {
    const known = options.map((offered) => offered.option).join(', ');
    throw new WheelhouseError('INVALID', `there is no option ${option}; there are: ${known}`);
  }
  return commandOwnRun(deps, caller, run, { action: 'approve', body: { verb: 'agent.approve', request, option } });
}
