import { decideRights, permits, WheelhouseError, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import { findStanding, type SpokeDb, type SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Caller } from '@wheelhouse/server';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { ifNotFound } from '../access/if-not-found.ts';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { commandRun, type IssueDeps } from '../issue/issue-command.ts';
import type { Person } from '../organizations/caller.ts';
import { getWorkspaceRow, workspaceView } from './view.ts';

/** How long a deleted workspace can be restored. */
export const restorableMs = 30 * 86_400_000;

export interface EndDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

export interface DeleteDeps extends EndDeps {
  readonly issue: IssueDeps;
}

/**
 * Deletes a workspace: from the commit on nobody may enter it, its runs, also those elsewhere, are told to stop and its sockets to close. It
 * can be restored until its rows are purged.
 */
export async function deleteWorkspace(deps: DeleteDeps, caller: WorkspaceCaller): Promise<spokeApi.DeletedWorkspace> {
  const { workspaceId } = caller;
  const now = deps.now();
  // While somebody may still ask: what runs elsewhere is out of reach of everybody afterwards.
  await killElsewhere(deps, caller);
  const purgeAfter = new Date(now + restorableMs);
  await deps.db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    const deletedAt = new Date(now);
    await tx.workspace.update({ where: { id: workspaceId }, data: { deletedAt, purgeAfter } });
    await tx.workspaceDirectory.update({ where: { workspaceId }, data: { deletedAt } });
    await stopEverything(tx, workspaceId);
    await tellAccessChanged(tx, { workspaceId, principalId: null });
    await addAudit(tx, caller, {
      action: 'workspace.delete',
      resourceKind: 'workspace',
      resourceId: workspaceId,
      detail: { purgeAfter: purgeAfter.toISOString() },
    });
  });
  return { id: workspaceId, purgeAfter: purgeAfter.getTime() };
}

/** Queues a kill for every run of the workspace on another instance; one that cannot be told does not hold the others up. */
async function killElsewhere({ db, issue }: DeleteDeps, caller: WorkspaceCaller): Promise<void> {
  const { workspaceId } = caller;
  const runs = await db.withTenant(contextOf(caller), async (tx) => {
    const open = await tx.openRun.findMany({ where: { workspaceId }, select: { runId: true } });
    const ids = open.map(({ runId }) => runId);
    return tx.run.findMany({ where: { workspaceId, id: { in: ids }, remoteWorkspaceId: { not: null } } });
  });
  // Commands of their own, with rows of their own: the request's one row is the deletion's.
  const { trail: _trail, ...asking } = caller;
  const body = { verb: 'agent.kill', now: true, reason } as const;
  for (const { id } of runs) {
    await commandRun(issue, { ...asking, requestId: `${caller.requestId}.kill` }, id, body).catch(ignoreRefusal);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof WheelhouseError)) throw error;
}

const reason = 'the workspace was deleted';

/** The same three ways as a kill: the rows say `stop`, their owners are notified, and the sweep finds the rest. */
async function stopEverything(tx: SpokeTx, workspaceId: string): Promise<void> {
  const stop = JSON.stringify({ now: true, reason });
  const rows = await tx.$queryRaw<{ id: string; orchestrator_id: string | null }[]>`
    UPDATE runs SET desired = 'stop', updated_at = now(),
      stop = CASE WHEN stop IS NULL THEN ${stop}::jsonb ELSE jsonb_set(stop, '{now}', 'true') END
    WHERE workspace_id = ${workspaceId}::uuid AND remote_workspace_id IS NULL
      AND state NOT IN ('succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected')
    RETURNING id, orchestrator_id`;
  for (const { id, orchestrator_id: owner } of rows) {
    if (owner === null) continue;
    await tx.$executeRaw`SELECT pg_notify(${`orchestrator_${owner}`}, ${`${workspaceId}:${id}`})`;
  }
}

/** Somebody who asks for a deleted workspace, which no credential is in any more. */
export interface EndWish {
  readonly workspaceId: WorkspaceId;
  readonly credential: Pick<Caller, 'credential' | 'organizationId' | 'permissions'>;
}

/**
 * Brings a deleted workspace back as it was; what was stopped stays stopped.
 * @throws WheelhouseError NOT_FOUND for everybody but its owners and who runs its organization; PRECONDITION where
 * it is not deleted, or its time is over
 */
export async function restoreWorkspace(
  { db, now }: EndDeps,
  person: Person,
  wish: EndWish,
): Promise<spokeApi.WorkspaceView> {
  const { workspaceId } = wish;
  return inDeleted(db, person, wish, async (tx) => {
    const row = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    if (row.purgeAfter !== null && row.purgeAfter.getTime() <= now()) {
      throw new WheelhouseError('PRECONDITION', 'its time to be restored is over');
    }
    await tx.workspace.update({ where: { id: workspaceId }, data: { deletedAt: null, purgeAfter: null } });
    await tx.workspaceDirectory.update({ where: { workspaceId }, data: { deletedAt: null } });
    await tellAccessChanged(tx, { workspaceId, principalId: null });
    const entry = { action: 'workspace.restore', resourceKind: 'workspace', resourceId: workspaceId };
    await addAudit(tx, { ...person, workspaceId }, entry);
    return workspaceView(await getWorkspaceRow(tx, workspaceId));
  });
}

/** Enters a deleted workspace for somebody who may decide what becomes of it. */
export async function inDeleted<T>(
  db: SpokeDb,
  person: Person,
  { workspaceId, credential }: EndWish,
  fn: (tx: SpokeTx) => Promise<T>,
): Promise<T> {
  const done = db.withSystemTenant(workspaceId, async (tx): Promise<{ readonly value: T } | null> => {
    await lockMembership(tx, workspaceId);
    const standing = await findStanding(tx, { workspaceId, userId: person.principalId });
    const row = await tx.workspace.findUnique({ where: { id: workspaceId } });
    if (standing === null || row === null || !keyReaches(credential, row.organizationId)) return null;
    const rights = decideRights({ ...standing, workspaceDeleted: false });
    const runsIt = standing.organizationRole === 'owner' || standing.organizationRole === 'admin';
    if (rights === null || (rights.role !== 'owner' && !runsIt)) return null;
    if (row.deletedAt === null) throw new WheelhouseError('PRECONDITION', 'the workspace is not deleted');
    return { value: await fn(tx) };
  });
  const found = await done.catch(ifNotFound(null));
  if (found === null) throw new WheelhouseError('NOT_FOUND');
  return found.value;
}

/** A key is of another workspace; it reaches this one as far as it may deal with the organization's workspaces. */
function keyReaches(caller: EndWish['credential'], organizationId: string): boolean {
  if (caller.credential.kind === 'session') return true;
  return caller.organizationId === organizationId && permits(caller.permissions, 'organization:workspaces');
}
