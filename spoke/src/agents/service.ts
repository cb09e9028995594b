import { newId, WheelhouseError, type RunLimits, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { checkTag } from '@wheelhouse/server';
import { conditionOf, mayTouch, reachOf } from '../access/may-touch.ts';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import type { UpdateOf } from '../workspaces/service.ts';

interface AgentRow {
  readonly id: string;
  readonly name: string;
  readonly runtime: string;
  readonly config: unknown;
  readonly limits: unknown;
  readonly execution: unknown;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

function viewOf(row: AgentRow): spokeApi.AgentView {
  return {
    id: row.id,
    name: row.name,
    runtime: row.runtime,
    config: (row.config ?? {}) as spokeApi.AgentView['config'],
    limits: (row.limits ?? {}) as RunLimits,
    execution: (row.execution ?? {}) as spokeApi.AgentExecution,
    enabled: row.enabled,
    createdAt: row.createdAt.getTime(),
  };
}

/** Newest first. */
export async function listAgents(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.AgentView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'agents:read', 'agent');
    return tx.agent.findMany({
      where: {
        workspaceId,
        AND: [wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }, conditionOf(reach, caller.principalId)],
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    });
  });
  return pageOf(rows, wish, viewOf);
}

/** @throws WheelhouseError NOT_FOUND */
export async function getAgent(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<spokeApi.AgentView> {
  return viewOf(await db.withTenant(contextOf(caller), (tx) => findOrThrow(tx, caller, id)));
}

/** What the caller may not read looks like what is not there. */
async function findOrThrow(tx: SpokeTx, caller: WorkspaceCaller, id: string): Promise<AgentRow> {
  const row = await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId: caller.workspaceId, id } } });
  if (row === null || !(await mayTouch(tx, caller, 'agents:read', { kind: 'agent', ...row }))) {
    throw new WheelhouseError('NOT_FOUND');
  }
  return row;
}

/** @throws WheelhouseError CONFLICT where the name is taken in this workspace */
export async function createAgent(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: { readonly wish: spokeApi.CreateAgent; readonly now: number },
): Promise<spokeApi.AgentView> {
  const { workspaceId } = caller;
  try {
    const row = await db.withTenant(contextOf(caller), async (tx) => {
      const data = {
        ...wish,
        config: wish.config as object,
        limits: { ...wish.limits },
        execution: { ...wish.execution },
      };
      const made = await tx.agent.create({
        data: { ...data, workspaceId, id: newId(now), createdBy: caller.principalId },
      });
      const after = viewOf(made);
      await addAudit(tx, caller, { action: 'agents.create', resourceKind: 'agent', resourceId: made.id, after });
      return made;
    });
    return viewOf(row);
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
    throw error;
  }
}

/** @throws WheelhouseError NOT_FOUND; PRECONDITION where it is not what the caller saw */
export async function updateAgent(
  db: SpokeDb,
  caller: WorkspaceCaller,
  id: string,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateAgent>,
): Promise<spokeApi.AgentView> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    // Held until the commit: of two changes that saw the same state only one is made.
    await tx.$queryRaw`SELECT 1 FROM agents WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    const known = await findOrThrow(tx, caller, id);
    if (!(await mayTouch(tx, caller, 'agents:update', { kind: 'agent', ...known }))) {
      throw new WheelhouseError('NOT_AUTHORIZED');
    }
    checkTag(viewOf(known), ifMatch);
    const row = await tx.agent.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        ...(wish.config === undefined ? {} : { config: wish.config as object }),
        ...(wish.limits === undefined ? {} : { limits: { ...wish.limits } }),
        ...(wish.execution === undefined ? {} : { execution: { ...wish.execution } }),
        ...(wish.enabled === undefined ? {} : { enabled: wish.enabled }),
      },
    });
    const [before, after] = [viewOf(known), viewOf(row)];
    await addAudit(tx, caller, { action: 'agents.update', resourceKind: 'agent', resourceId: id, before, after });
    return after;
  });
}
