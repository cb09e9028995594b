import type { WorkspaceId } from '@wheelhouse/protocol';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { finishRun } from './finish-run.ts';
import { startPoll, type Poll } from './poll.ts';
import { lockRun } from './run-store.ts';

const workspacesPerRound = 500;
const runsPerWorkspace = 200;
/** The search for runs without queue work is the dearer one and heals what should not happen. */
const roundsPerMend = 15;

async function listWorkspaces(deps: EngineDeps): Promise<WorkspaceId[]> {
  const rows = await deps.db.withInstance(
    'sweep',
    (tx) => tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT workspace_id::text AS id FROM open_runs
    WHERE state = 'queued' AND instance_id = ${deps.instanceId}::uuid LIMIT ${workspacesPerRound}`,
  );
  return rows.map(({ id }) => id as WorkspaceId);
}

/** Ends runs that waited longer than their limit while no slot was free. Queue time passes on the store's clock. */
async function endOverdue(deps: EngineDeps, workspaceId: WorkspaceId): Promise<void> {
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const overdue = await tx.$queryRaw<{ id: string }[]>`
      SELECT id::text AS id FROM runs
      WHERE workspace_id = ${workspaceId}::uuid AND state = 'queued' AND instance_id = ${deps.instanceId}::uuid
        AND (limits ->> 'queueMs')::numeric < extract(epoch FROM now() - coalesce(queued_at, created_at)) * 1000
      LIMIT ${runsPerWorkspace}`;
    for (const { id: runId } of overdue) {
      const run = await lockRun(tx, { workspaceId, runId });
      if (run?.state !== 'queued') continue;
      await finishRun(tx, run, { to: 'timed_out', code: 'LIMIT_QUEUE_TIME' }, deps.now());
    }
  });
}

/** Gives queued runs of accepted spawns their queue work back where they have none. */
async function mend(deps: EngineDeps, workspaceId: WorkspaceId): Promise<number> {
  return deps.db.withSystemTenant(
    workspaceId,
    (tx) => tx.$executeRaw`
    INSERT INTO outbox (workspace_id, kind, ref_id)
    SELECT r.workspace_id, 'queue.run', r.command_id
    FROM runs r JOIN commands c ON c.workspace_id = r.workspace_id AND c.id = r.command_id
    WHERE r.workspace_id = ${workspaceId}::uuid AND r.state = 'queued' AND r.instance_id = ${deps.instanceId}::uuid
      AND c.direction = 'in' AND c.state = 'accepted'
      AND coalesce(r.queued_at, r.created_at) < now() - ${engineLimits.unqueuedAfterMs}::bigint * interval '1 millisecond'
      AND NOT EXISTS (SELECT 1 FROM outbox o
        WHERE o.workspace_id = r.workspace_id AND o.ref_id = r.command_id AND o.kind = 'queue.run')
    LIMIT ${runsPerWorkspace}`,
  );
}

async function lookAfter(deps: EngineDeps, workspaceId: WorkspaceId, isMending: boolean): Promise<void> {
  await endOverdue(deps, workspaceId);
  if (!isMending) return;
  const count = await mend(deps, workspaceId);
  if (count > 0) deps.logger.warn({ event: 'queue.mended', workspaceId, count }, 'queued runs had no queue work');
}

/** Looks after runs that wait: the ones that wait too long, and the ones that nothing would ever start. */
export function startQueueWatch(deps: EngineDeps): Poll {
  let round = 0;
  const work = async (): Promise<void> => {
    const isMending = round % roundsPerMend === 0;
    round += 1;
    for (const workspaceId of await listWorkspaces(deps)) {
      await lookAfter(deps, workspaceId, isMending).catch((error: unknown) => {
        deps.logger.warn({ event: 'queue-watch', workspaceId, err: error }, 'queued runs could not be looked after');
      });
    }
  };
  return startPoll('queue-watch', engineLimits.queueWatchMs, work, deps.logger);
}
