import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkspaceId } from '@wheelhouse/protocol';
import { currentBootId, endStrays, type ContainmentReport, type KnownProcess } from '../supervisor/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';
import { finishRun, lockRun } from './run-store.ts';

/**
 * What the marks of every start of one data folder begin with: two instances on one machine never touch each other's
 * processes.
 */
export function markerPrefixOf(dataDir: string): string {
  return `wh-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}:`;
}

interface Place {
  /** Names the data folder; a later start with the same place replaces an earlier one. */
  readonly place: string;
}

/** Books this orchestrator as active. */
export async function register(deps: EngineDeps, report: ContainmentReport): Promise<void> {
  const { containment, filesystem, tool, network, proofs, advice } = report;
  const place: Place = { place: markerPrefixOf(deps.dataDir) };
  const detail = { ...place, tool, network, proofs: proofs.map((proof) => ({ ...proof })), advice: [...advice] };
  await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.create({
      data: { id: deps.orchestratorId, hostname: hostname(), pid: process.pid, containment, filesystem, detail },
    }),
  );
}

/** Says every few seconds that this orchestrator lives, and takes over what dead ones left. */
export function startHeartbeat(deps: EngineDeps): Poll {
  const beat = async (): Promise<void> => {
    await deps.db.withInstance('orchestrator', (tx) =>
      tx.orchestrator.updateMany({ where: { id: deps.orchestratorId }, data: { heartbeatAt: new Date(deps.now()) } }),
    );
    await buryDead(deps);
  };
  return startPoll('heartbeat', engineLimits.heartbeatMs, beat, deps.logger);
}

export async function setState(deps: EngineDeps, state: 'draining' | 'gone'): Promise<void> {
  await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.updateMany({ where: { id: deps.orchestratorId }, data: { state } }),
  );
}

/**
 * Before any work is taken: ends what an earlier start of this folder left alive, then writes its runs off.
 * @returns how many processes and runs there were
 */
export async function recover(deps: EngineDeps, marker: string): Promise<{ processes: number; runs: number }> {
  const prefix = markerPrefixOf(deps.dataDir);
  const dead = await deps.db.withInstance('boot', (tx) =>
    tx.orchestrator.findMany({
      where: { state: { not: 'gone' }, id: { not: deps.orchestratorId } },
      select: { id: true, detail: true },
    }),
  );
  const mine = dead.filter(({ detail }) => (detail as Partial<Place> | null)?.place === prefix).map(({ id }) => id);
  const known = await listKnown(deps, mine);
  const strays = await endStrays({ markerPrefix: prefix, except: marker, known });
  if (strays.survivors > 0)
    deps.logger.error({ count: strays.survivors, code: 'KILL_INCOMPLETE' }, 'processes of an earlier start survive');
  const runs = await writeOff(deps, mine);
  return { processes: strays.found, runs };
}

async function listKnown(deps: EngineDeps, orchestrators: readonly string[]): Promise<KnownProcess[]> {
  const known: KnownProcess[] = [];
  for (const { workspaceId, runId } of await openRunsOf(deps, orchestrators)) {
    const attempts = await deps.db.withSystemTenant(workspaceId as WorkspaceId, (tx) =>
      tx.attempt.findMany({ where: { workspaceId, runId, endedAt: null, bootId: currentBootId() } }),
    );
    for (const { pid, pidStartTicks, bootId } of attempts) {
      if (pid !== null && pidStartTicks !== null)
        known.push({ pid, startTicks: pidStartTicks, ...(bootId === null ? {} : { bootId }) });
    }
  }
  return known;
}

function openRunsOf(
  deps: EngineDeps,
  orchestrators: readonly string[],
): Promise<{ workspaceId: string; runId: string }[]> {
  return deps.db.withInstance('boot', (tx) =>
    tx.openRun.findMany({
      where: { orchestratorId: { in: [...orchestrators] } },
      select: { workspaceId: true, runId: true },
    }),
  );
}

/** Orchestrators that stopped beating; their supervisors ended their agents when their pipe closed. */
async function buryDead(deps: EngineDeps): Promise<void> {
  const before = new Date(deps.now() - engineLimits.heartbeatExpiredMs);
  const dead = await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.findMany({
      where: { state: { not: 'gone' }, heartbeatAt: { lt: before }, id: { not: deps.orchestratorId } },
      select: { id: true },
    }),
  );
  if (dead.length > 0)
    await writeOff(
      deps,
      dead.map(({ id }) => id),
    );
}

async function writeOff(deps: EngineDeps, orchestrators: readonly string[]): Promise<number> {
  if (orchestrators.length === 0) return 0;
  const open = await openRunsOf(deps, orchestrators);
  for (const { workspaceId, runId } of open) {
    const key = { workspaceId: workspaceId as WorkspaceId, runId };
    await deps.db.withSystemTenant(key.workspaceId, async (tx) => {
      const run = await lockRun(tx, key);
      if (run === null || !orchestrators.includes(run.orchestratorId ?? '')) return;
      await finishRun(
        tx,
        run,
        { to: 'failed', code: 'ORCHESTRATOR_LOST', message: 'the orchestrator that ran it ended' },
        deps.now(),
      );
    });
  }
  await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.updateMany({ where: { id: { in: [...orchestrators] } }, data: { state: 'gone' } }),
  );
  return open.length;
}
