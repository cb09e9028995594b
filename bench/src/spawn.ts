// From a spawn command's commit to the agent's first output, and from a kill's commit to its signal and to nobody left;
// then the same kills with a full run lane. Prints one JSON line per figure.
// Usage: spawn.ts [--rounds=100] [--queued=200] [--redis=redis://…]
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seedControl, seedSpawn } from '@wheelhouse/orchestrator/testing';
import { openOrchestratorStage, percentiles, type OrchestratorStage } from './orchestrator-stage.ts';
import { isAlive } from './processes/alive.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    queued: { type: 'string', default: '200' },
    redis: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const lane = 4;

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await delay(3);
  }
}

interface Event {
  readonly at: Date;
  readonly data: unknown;
}

/** The run's first event of this type and state. */
function firstEvent(stage: OrchestratorStage, runId: string, type: string, state?: string): Promise<Event> {
  const { workspaceId } = stage;
  return until(() =>
    stage.db.withSystemTenant(workspaceId, async (tx) => {
      const events = await tx.runEvent.findMany({ where: { workspaceId, runId, type }, orderBy: { seq: 'asc' } });
      return events.find(({ data }) => state === undefined || (data as { state?: string }).state === state) ?? null;
    }),
  );
}

/** The process whose death ends everything of the run. */
function processOf(stage: OrchestratorStage, runId: string): Promise<number> {
  const { workspaceId } = stage;
  return until(() =>
    stage.db.withSystemTenant(workspaceId, async (tx) => {
      const attempt = await tx.attempt.findFirst({ where: { workspaceId, runId, state: 'running' } });
      return attempt?.pid ?? null;
    }),
  );
}

interface KillTimes {
  readonly signal: number;
  readonly nobodyLeft: number;
}

/** The signal is counted by the event that is booked after it, so that figure is an upper bound. */
async function kill(stage: OrchestratorStage, runId: string): Promise<KillTimes> {
  const pid = await processOf(stage, runId);
  await seedControl(stage.db, stage, runId, { verb: 'agent.kill', now: true });
  const committedAt = Date.now();
  while (isAlive(pid)) await delay(1);
  const nobodyLeft = Date.now() - committedAt;
  const { at } = await firstEvent(stage, runId, 'state', 'stopping');
  return { signal: Math.max(0, at.getTime() - committedAt), nobodyLeft };
}

async function measureSpawns(stage: OrchestratorStage): Promise<void> {
  const spawns: number[] = [];
  const kills: KillTimes[] = [];
  for (let round = -5; round < rounds; round += 1) {
    const { runId } = await seedSpawn(stage.db, stage, { agent: 'first' });
    const committedAt = Date.now();
    const { at } = await firstEvent(stage, runId, 'log');
    const times = await kill(stage, runId);
    await firstEvent(stage, runId, 'result');
    if (round < 0) continue; // Warming up.
    spawns.push(at.getTime() - committedAt);
    kills.push(times);
  }
  print('spawn to first output', spawns);
  print(
    'kill to signal',
    kills.map(({ signal }) => signal),
  );
  print(
    'kill to nobody left',
    kills.map(({ nobodyLeft }) => nobodyLeft),
  );
}

async function measureFullLane(stage: OrchestratorStage): Promise<void> {
  const queued = Number(options.queued);
  for (let count = 0; count < queued + lane; count += 1) await seedSpawn(stage.db, stage, { agent: 'first' });
  const { workspaceId } = stage;
  const kills: KillTimes[] = [];
  while (kills.length < Math.min(rounds, queued)) {
    const running = await until(() =>
      stage.db.withSystemTenant(workspaceId, (tx) =>
        tx.run.findFirst({ where: { workspaceId, state: 'running', desired: 'run' }, select: { id: true } }),
      ),
    );
    kills.push(await kill(stage, running.id));
  }
  print(
    'kill to signal, full run lane',
    kills.map(({ signal }) => signal),
  );
  print(
    'kill to nobody left, full run lane',
    kills.map(({ nobodyLeft }) => nobodyLeft),
  );
}

function print(figure: string, samples: readonly number[]): void {
  const queue = options.redis === undefined ? 'postgres' : 'redis';
  console.log(JSON.stringify({ bench: 'spawn', queue, figure, count: samples.length, ms: percentiles(samples) }));
}

const stage = await openOrchestratorStage({ first: ['/bin/sh', '-c', 'echo up; exec sleep 600'] });
try {
  const { report } = await stage.start({ concurrency: lane, redisUrl: options.redis });
  console.log(JSON.stringify({ bench: 'spawn', containment: report.containment, filesystem: report.filesystem }));
  await measureSpawns(stage);
  await measureFullLane(stage);
} finally {
  await stage.close();
}
