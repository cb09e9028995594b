import { isTerminalRun, runStates, type Code } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { childAllowanceOf, type TreeRun } from '../run-door/child-limits.ts';
import { addSpent, nothingSpent, spentBefore, type Spent } from './usage-meter.ts';

interface RunKey {
  readonly workspaceId: string;
  readonly runId: string;
}

const ends = runStates.filter((state) => isTerminalRun(state));

/** What a run's row says of why it shall end. */
export interface StoredStop {
  readonly now?: boolean;
  readonly reason?: string;
  /** Absent = somebody killed it. */
  readonly code?: Extract<Code, 'PARENT_ENDED'>;
}

/** Only a run whose limits allow children can have any: nothing is asked of the store for the others. */
export function mayHaveChildren(run: { readonly limits: unknown }): boolean {
  return childAllowanceOf(run.limits).children > 0;
}

/** The whole tree that a run is in, itself included. */
export async function readTree(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<readonly TreeRun[]> {
  const rows = await tx.$queryRaw<TreeRow[]>`
    SELECT r.id::text AS id, r.parent_id::text AS "parentId", r.depth, r.limits, r.usage, a.started_at AS "startedAt"
    FROM runs r LEFT JOIN attempts a ON a.workspace_id = r.workspace_id AND a.run_id = r.id AND a.number = r.attempt
    WHERE r.workspace_id = ${workspaceId}::uuid AND (r.id, r.workspace_id) IN (
      SELECT t.id, t.workspace_id FROM runs o JOIN runs t ON t.workspace_id = o.workspace_id
        AND (t.id = coalesce(o.root_id, o.id) OR t.root_id = coalesce(o.root_id, o.id))
      WHERE o.workspace_id = ${workspaceId}::uuid AND o.id = ${runId}::uuid)`;
  return rows.map(({ usage, startedAt, ...row }) => ({
    ...row,
    spent: spentBefore(usage),
    startedAt: startedAt?.getTime() ?? null,
  }));
}

interface TreeRow extends Omit<TreeRun, 'spent' | 'startedAt'> {
  readonly usage: unknown;
  readonly startedAt: Date | null;
}

/**
 * Tells every open run below one to end, and their owners with the commit. Call it in the transaction that ends or stops
 * the one above, after that one's row was written.
 * @param reason for people
 */
export async function stopBelow(
  tx: SpokeTx,
  run: { readonly workspaceId: string; readonly id: string; readonly orchestratorId: string | null },
  { reason, now = false }: { readonly reason: string; readonly now?: boolean },
): Promise<void> {
  const stop = JSON.stringify({ now, reason, code: 'PARENT_ENDED' } satisfies StoredStop);
  const { workspaceId, id } = run;
  // Again until nothing is found: who was just being added below waited for a row that this locked.
  for (;;) {
    const stopped = await tx.$queryRaw<{ id: string; owner: string | null }[]>`
      WITH RECURSIVE below AS (
        SELECT id FROM runs WHERE workspace_id = ${workspaceId}::uuid AND parent_id = ${id}::uuid
        UNION SELECT r.id FROM runs r JOIN below b ON r.parent_id = b.id WHERE r.workspace_id = ${workspaceId}::uuid)
      UPDATE runs SET desired = 'stop', updated_at = now(),
        stop = CASE WHEN stop IS NULL THEN ${stop}::jsonb ELSE jsonb_set(stop, '{now}', 'true') END
      WHERE workspace_id = ${workspaceId}::uuid AND id IN (SELECT id FROM below) AND NOT (state = ANY(${ends}))
        AND (desired <> 'stop' OR (${now} AND NOT coalesce((stop->>'now')::boolean, false)))
      RETURNING id::text AS id, orchestrator_id::text AS owner`;
    if (stopped.length === 0) return;
    for (const child of stopped) {
      // One that nobody holds is ended by whoever hears of it; without anybody the sweep finds it.
      const owner = child.owner ?? run.orchestratorId;
      if (owner !== null)
        await tx.$executeRaw`SELECT pg_notify(${`orchestrator_${owner}`}, ${`${workspaceId}:${child.id}`})`;
    }
  }
}

/** How many runs below one have not ended. */
export async function countOpenBelow(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    WITH RECURSIVE below AS (
      SELECT id, state FROM runs WHERE workspace_id = ${workspaceId}::uuid AND parent_id = ${runId}::uuid
      UNION SELECT r.id, r.state FROM runs r JOIN below b ON r.parent_id = b.id
      WHERE r.workspace_id = ${workspaceId}::uuid)
    SELECT count(*)::int AS count FROM below WHERE NOT (state = ANY(${ends}))`;
  return rows[0]?.count ?? 0;
}

/** What the runs below one have used together. */
export async function readSpentBelow(tx: SpokeTx, { workspaceId, runId }: RunKey): Promise<Spent> {
  const rows = await tx.$queryRaw<{ usage: unknown }[]>`
    WITH RECURSIVE below AS (
      SELECT id, usage FROM runs WHERE workspace_id = ${workspaceId}::uuid AND parent_id = ${runId}::uuid
      UNION ALL SELECT r.id, r.usage FROM runs r JOIN below b ON r.parent_id = b.id
      WHERE r.workspace_id = ${workspaceId}::uuid)
    SELECT usage FROM below WHERE usage IS NOT NULL`;
  return rows.map(({ usage }) => spentBefore(usage)).reduce(addSpent, nothingSpent);
}

/** Tells the owners of all runs above one, with the commit, that it has used something. */
export async function tellAbove(
  tx: SpokeTx,
  { workspaceId, parentId }: { readonly workspaceId: string; readonly parentId: string },
): Promise<void> {
  await tx.$executeRaw`
    WITH RECURSIVE above AS (
      SELECT id, parent_id, orchestrator_id FROM runs WHERE workspace_id = ${workspaceId}::uuid AND id = ${parentId}::uuid
      UNION SELECT r.id, r.parent_id, r.orchestrator_id FROM runs r JOIN above a ON r.id = a.parent_id
      WHERE r.workspace_id = ${workspaceId}::uuid)
    SELECT pg_notify('orchestrator_' || orchestrator_id, ${`spent:${workspaceId}:`} || id)
    FROM above WHERE orchestrator_id IS NOT NULL`;
}

/** Notified with the id of a run below another that has ended, and of a request for one that was decided. */
export const childrenChannel = 'wh_children';
