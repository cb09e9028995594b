import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentSpawn, type RetryPolicy, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { removeTree } from '../runtimes/index.ts';
import { currentBootId, endStrays, type KnownProcess } from '../supervisor/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { finishRun } from './finish-run.ts';
import { ifGone } from './gone.ts';
import { isPlacedAt, lookAt, markerPrefixOf, type PlacedOrchestrator } from './place.ts';
import { requeueRun } from './requeue-run.ts';
import { decideRetry } from './retry.ts';
import { annotateRun, lockRun, moveRun, type RunKey, type RunRow } from './run-store.ts';
import { isKept } from './session.ts';
import { readStartFacts } from './start-facts.ts';

interface OrchestratorRow extends PlacedOrchestrator {
  readonly id: string;
  readonly expired: boolean;
}

/** Every other orchestrator that has not said good-bye. */
function listOthers(deps: EngineDeps): Promise<OrchestratorRow[]> {
  return deps.db.withInstance(
    'boot',
    (tx) => tx.$queryRaw<OrchestratorRow[]>`
    SELECT id::text AS id, hostname, pid, detail,
      heartbeat_at < now() - ${engineLimits.heartbeatExpiredMs}::bigint * interval '1 millisecond' AS expired
    FROM orchestrators WHERE state <> 'gone' AND id <> ${deps.orchestratorId}::uuid`,
  );
}

/**
 * Before any work is taken: ends what an earlier start of this folder left alive, then writes its runs off and removes
 * their work folders. An orchestrator of the same folder that is alive is left alone.
 * @returns how many processes and runs there were
 */
export async function recover(deps: EngineDeps, marker: string): Promise<{ processes: number; runs: number }> {
  const others = await listOthers(deps);
  const dead = others.filter((row) => lookAt(row) === 'dead').map(({ id }) => id);
  const isAlone = !others.some((row) => isPlacedAt(row, deps.dataDir) && lookAt(row) !== 'dead');
  const prefix = markerPrefixOf(deps.dataDir);
  const known = await listKnown(deps, dead);
  // Beside a living one only what is known to be dead may be touched, start by start.
  const prefixes = isAlone ? [prefix] : dead.map((id) => `${prefix}${id}/`);
  const strays = await endAll(prefixes, { except: marker, known });
  const runs = await writeOff(deps, dead, strays.survivors);
  if (isAlone) await removeWork(deps);
  return { processes: strays.found, runs };
}

/**
 * Writes off what orchestrators left that died since: known dead by their process, or silent for too long where it cannot
 * be looked at. One that is seen alive but silent (stopped, overloaded) is left alone.
 */
export async function buryDead(deps: EngineDeps): Promise<number> {
  const dead = (await listOthers(deps)).filter((row) => row.expired && lookAt(row) !== 'living');
  const prefix = markerPrefixOf(deps.dataDir);
  const local = dead.filter((row) => isPlacedAt(row, deps.dataDir)).map(({ id }) => `${prefix}${id}/`);
  const ids = dead.map(({ id }) => id);
  const { survivors } = await endAll(local, { known: await listKnown(deps, ids) });
  return writeOff(deps, ids, survivors);
}

interface StraySearch {
  readonly except?: string;
  readonly known: readonly KnownProcess[];
}

/** Kills and looks until nothing is left or the deadline has passed. */
async function endAll(prefixes: readonly string[], search: StraySearch): Promise<{ found: number; survivors: number }> {
  let found = 0;
  let survivors = 0;
  for (const markerPrefix of prefixes) {
    const report = await endStrays({ markerPrefix, deadlineMs: engineLimits.strayDeadlineMs, ...search });
    found += report.found;
    survivors += report.survivors;
  }
  return { found, survivors };
}

/** What the ledger remembers of this boot's processes. */
async function listKnown(deps: EngineDeps, orchestrators: readonly string[]): Promise<KnownProcess[]> {
  const known: KnownProcess[] = [];
  for (const { workspaceId, runId } of await listOpen(deps, orchestrators)) {
    const attempts = await deps.db
      .withSystemTenant(workspaceId, (tx) =>
        tx.attempt.findMany({ where: { workspaceId, runId, endedAt: null, bootId: currentBootId() } }),
      )
      .catch(ifGone([]));
    for (const { pid, pidStartTicks, bootId } of attempts) {
      if (pid !== null && pidStartTicks !== null && bootId !== null)
        known.push({ pid, startTicks: pidStartTicks, bootId });
    }
  }
  return known;
}

/** Open runs of these orchestrators. */
async function listOpen(deps: EngineDeps, orchestrators: readonly string[]): Promise<RunKey[]> {
  if (orchestrators.length === 0) return [];
  const rows = await deps.db.withInstance('boot', (tx) =>
    tx.openRun.findMany({
      where: { orchestratorId: { in: [...orchestrators] }, instanceId: deps.instanceId },
      select: { workspaceId: true, runId: true },
    }),
  );
  return rows.map((row) => ({ workspaceId: row.workspaceId as WorkspaceId, runId: row.runId }));
}

/** Open runs whose orchestrator said good-bye, or is not known at all: it could not store their end. */
async function listForsaken(deps: EngineDeps): Promise<string[]> {
  const rows = await deps.db.withInstance(
    'boot',
    (tx) => tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT r.orchestrator_id::text AS id FROM open_runs r
    WHERE r.instance_id = ${deps.instanceId}::uuid AND r.orchestrator_id <> ${deps.orchestratorId}::uuid
      AND NOT EXISTS (SELECT 1 FROM orchestrators o WHERE o.id = r.orchestrator_id AND o.state <> 'gone')`,
  );
  return rows.map(({ id }) => id);
}

/** Ends the open runs of dead orchestrators; while processes of theirs survive, they only say so. */
async function writeOff(deps: EngineDeps, dead: readonly string[], survivors: number): Promise<number> {
  const gone = [...dead, ...(await listForsaken(deps))];
  const open = await listOpen(deps, gone);
  for (const key of open) {
    // One that cannot be written must not keep this process from its start; the next look finds it again.
    await endLost(deps, key, { gone, survivors }).catch((error: unknown) => {
      deps.logger.error({ event: 'run.lost', runId: key.runId, err: error }, 'a lost run could not be ended yet');
    });
  }
  if (survivors > 0) {
    deps.logger.error({ count: survivors, code: 'KILL_INCOMPLETE' }, 'processes of a dead orchestrator survive');
    return 0;
  }
  await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.updateMany({ where: { id: { in: [...dead] } }, data: { state: 'gone' } }),
  );
  return open.length;
}

async function endLost(
  deps: EngineDeps,
  key: RunKey,
  { gone, survivors }: { readonly gone: readonly string[]; readonly survivors: number },
): Promise<void> {
  await deps.db.withSystemTenant(key.workspaceId, async (tx) => {
    const run = await lockRun(tx, key);
    if (run === null || !gone.includes(run.orchestratorId ?? '')) return;
    const now = deps.now();
    if (survivors > 0) {
      const note = { code: 'KILL_INCOMPLETE', message: 'its orchestrator died; processes of it survive' } as const;
      const moved = await moveRun(tx, run, { to: 'stopping', ...note }, now);
      if (moved.length === 0 && run.code !== note.code) await annotateRun(tx, run, note, now);
      return;
    }
    await endOrGoOn(deps, tx, run);
  });
}

/** A run that may try again, or whose session is kept, goes on with another attempt; others have failed. */
async function endOrGoOn(deps: EngineDeps, tx: SpokeTx, run: RunRow): Promise<void> {
  const now = deps.now();
  const end = { to: 'failed', code: 'ORCHESTRATOR_LOST', message: 'the orchestrator that ran it ended' } as const;
  const facts = await readStartFacts(tx, run);
  const spec = AgentSpawn.safeParse(run.spec);
  const asked = (spec.success ? spec.data.retry : undefined) ?? facts?.execution.retry;
  const policy = asked ?? (facts?.execution.resumable === true ? resumePolicy : undefined);
  const delayMs = decideRetry({ state: end.to, code: end.code }, policy, {
    attempt: run.attempt,
    random: Math.random(),
  });
  if (delayMs !== null && run.desired !== 'stop') {
    const attempt = { state: 'failed', code: end.code } as const;
    const events = await requeueRun(tx, run, { attempt, message: end.message, delayMs }, now);
    if (events.length > 0) return;
  }
  await finishRun(tx, run, end, now);
}

/** A run that ends its orchestrator each time must not do so for ever. */
const resumePolicy: RetryPolicy = { attempts: 3, delayMs: 0 };

/** Nothing runs here: every work folder is an earlier start's, but for those whose sessions are kept. */
async function removeWork(deps: EngineDeps): Promise<void> {
  const root = join(deps.dataDir, 'work');
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    if (await isKept(join(root, name), deps.now())) continue;
    await removeTree(join(root, name)).catch((error: unknown) => {
      deps.logger.warn({ event: 'work_folder', err: error }, 'an old work folder could not be removed');
    });
  }
}
