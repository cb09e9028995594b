import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WheelhouseError, type OrganizationId, type spokeApi, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { addOrganizationAudit, type AuditActor } from '../audit/add-audit.ts';
import type { Person } from '../organizations/caller.ts';
import { inDeleted, type EndDeps, type EndWish } from './delete.ts';

export interface PurgeDeps extends EndDeps {
  /** Holds `runs/` and `work/`. */
  readonly instanceDir: string;
}

/**
 * Removes a deleted workspace for good, before its time: for who says its slug once more.
 * @throws WheelhouseError NOT_FOUND for everybody but its owners and who runs its organization; INVALID for another
 * slug; PRECONDITION where it is not deleted; BUSY while its runs are ending
 */
export async function purgeNow(
  deps: PurgeDepsOfRoute,
  person: Person,
  wish: EndWish & { readonly confirm: string },
): Promise<spokeApi.PurgedWorkspace> {
  const { workspaceId } = wish;
  await inDeleted(deps.db, person, wish, async (tx) => {
    const row = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    if (row.slug !== wish.confirm) throw new WheelhouseError('INVALID', 'this is not its slug');
    // By the server's clock, which the function that removes it goes by.
    await tx.$executeRaw`UPDATE workspaces SET purge_after = now() WHERE id = ${workspaceId}::uuid`;
  });
  const { instanceDir } = deps.instance;
  return { id: workspaceId, rows: await purgeWorkspace({ ...deps, instanceDir }, workspaceId, person) };
}

/** As routes have it. */
export type PurgeDepsOfRoute = EndDeps & { readonly instance: { readonly instanceDir: string } };

/**
 * Removes every row, file and queue of a workspace whose time is over. Files go before the rows that lead to them, so
 * that a crash in between leaves nothing that nobody finds. The row about it is the organization's.
 * @returns how many rows went
 * @throws WheelhouseError BUSY while its runs are ending; PRECONDITION where its time is not over
 */
export async function purgeWorkspace(
  deps: PurgeDeps,
  workspaceId: WorkspaceId,
  actor: AuditActor & { readonly principalId: string },
): Promise<number> {
  const { db } = deps;
  const facts = await db.withSystemTenant(workspaceId, async (tx) => {
    const row = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    const runs = await tx.run.findMany({ where: { workspaceId, remoteWorkspaceId: null }, select: { id: true } });
    const open = await tx.openRun.findMany({ where: { workspaceId }, select: { runId: true } });
    const stillOpen = new Set(open.map(({ runId }) => runId));
    return { row, runs: runs.map(({ id }) => id), isEnding: runs.some(({ id }) => stillOpen.has(id)) };
  });
  if (facts.isEnding) throw new WheelhouseError('BUSY', 'its runs are still ending');
  if (facts.row.deletedAt === null || facts.row.purgeAfter === null) {
    throw new WheelhouseError('PRECONDITION', 'the workspace is not deleted');
  }
  for (const id of facts.runs) await removeFiles(deps.instanceDir, id);
  const organizationId = facts.row.organizationId as OrganizationId;
  return db.withSystemOrganization(organizationId, async (tx) => {
    const [gone] = await tx.$queryRaw<{ rows: bigint }[]>`
      SELECT wheelhouse_purge_workspace(${workspaceId}::uuid) AS rows`;
    await addOrganizationAudit(tx, actor, {
      organizationId,
      action: 'workspace.purge',
      resourceKind: 'workspace',
      resourceId: workspaceId,
      detail: { slug: facts.row.slug, rows: Number(gone?.rows ?? 0) },
    });
    return Number(gone?.rows ?? 0);
  });
}

async function removeFiles(instanceDir: string, runId: string): Promise<void> {
  for (const folder of ['runs', 'work']) await rm(join(instanceDir, folder, runId), { recursive: true, force: true });
}

/** Removes every workspace whose time is over; one that cannot go yet is tried again with the next sweep. */
export async function purgeOverdue(
  deps: PurgeDeps & { onFailure(workspaceId: string, error: unknown): void },
): Promise<void> {
  const { db } = deps;
  const deleted = await db.withInstance('retention', (tx) =>
    tx.workspaceDirectory.findMany({ where: { deletedAt: { not: null } } }),
  );
  for (const { workspaceId: id, systemPrincipalId: principalId } of deleted) {
    const workspaceId = id as WorkspaceId;
    try {
      if (!(await isOverdue(db, workspaceId, deps.now()))) continue;
      await purgeWorkspace(deps, workspaceId, { kind: 'system', principalId, requestId: null });
    } catch (error) {
      deps.onFailure(workspaceId, error);
    }
  }
}

async function isOverdue(db: SpokeDb, workspaceId: WorkspaceId, now: number): Promise<boolean> {
  const row = await db.withSystemTenant(workspaceId, (tx) =>
    tx.workspace.findUnique({ where: { id: workspaceId }, select: { purgeAfter: true } }),
  );
  return row !== null && row.purgeAfter !== null && row.purgeAfter.getTime() <= now;
}
