// A command end to end, through a real hub and real spokes, each the shipped process, on one PostgreSQL server with fsync on.
// First a spawn asked of south and run on north: until the agent lives, until its output is seen at north and at south, and from a
// kill until nobody is left and both know. Then status commands, slowly at a steady rate and as many as go through, with the CPU of
// hub, spoke and PostgreSQL.
// Prints tables and one line of JSON. Options: --spawns=60 --rounds=5 --redis=redis://…
import { parseArgs } from 'node:util';
import type { Outcome } from './command-path/issuer.ts';
import {
  pairSpokes,
  spawnAndKill,
  stampingAgent,
  type Federation,
  type SpawnTimes,
} from './command-path/spawn-path.ts';
import { startSpoke, type BenchSpoke } from './command-path/start-spoke.ts';
import { idleAgent, openStatusPath, type StatusPath } from './command-path/status-path.ts';
import { printTable } from './figures/print-table.ts';
import { median, quantile, rounded } from './figures/quantiles.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './processes/cpu-seconds.ts';
import { openStage, type Stage } from './processes/open-stage.ts';

const { values: options } = parseArgs({
  options: {
    spawns: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '5' },
    redis: { type: 'string' },
  },
});
const warmUps = 5;
const inFlight = 64;

/** Status commands at a steady rate, or as many as go through. */
interface Load {
  readonly perSecond: number | null;
  readonly count: number;
}

const loads: readonly Load[] = [
  { perSecond: 10, count: 50 },
  { perSecond: null, count: 400 },
];

const statusHeadings = [
  'status commands',
  'completed/s',
  'hub CPU ms each',
  'spoke',
  'PostgreSQL',
  'total',
  'accepted p50 ms',
  'p99',
  'completed p50 ms',
  'p99',
];

/** CPU milliseconds per command, milliseconds, or a rate. */
interface Figures {
  readonly perSecond: number;
  readonly hub: number;
  readonly spoke: number;
  readonly postgres: number;
  readonly total: number;
  readonly acceptedP50: number;
  readonly acceptedP99: number;
  readonly completedP50: number;
  readonly completedP99: number;
}

type Cpu = Record<'hub' | 'spoke' | 'postgres', number>;

const spawnRows: readonly (readonly [string, keyof SpawnTimes])[] = [
  ['spawn: south has answered', 'answered'],
  ['spawn: the agent lives', 'spoke'],
  ['spawn: first output seen at north', 'seenAtNorth'],
  ['spawn: first output seen at south', 'seenAtSouth'],
  ['kill: south has answered', 'killAnswered'],
  ['kill: nobody left', 'nobodyLeft'],
  ['kill: zero survivors proved at north', 'provedAtNorth'],
  ['kill: zero survivors known at south', 'provedAtSouth'],
];

async function measureSpawns(federation: Federation): Promise<object[]> {
  const times: SpawnTimes[] = [];
  for (let round = -warmUps; round < Number(options.spawns); round += 1) {
    const one = await spawnAndKill(federation);
    if (round >= 0) times.push(one);
  }
  const rows = spawnRows.map(([figure, what]) => {
    const samples = times.map((one) => one[what]);
    return { figure, p50: rounded(quantile(samples, 0.5)), p99: rounded(quantile(samples, 0.99)) };
  });
  printTable(
    ['from the call of south', 'p50 ms', 'p99 ms'],
    rows.map((row) => Object.values(row)),
  );
  return rows;
}

function figuresOf(used: Cpu, outcomes: readonly Outcome[], seconds: number): Figures {
  const per = (cpuSeconds: number): number => (cpuSeconds * 1000) / outcomes.length;
  const accepted = outcomes.map(({ acceptedMs }) => acceptedMs);
  const completed = outcomes.map(({ completedMs }) => completedMs);
  return {
    perSecond: outcomes.length / seconds,
    hub: per(used.hub),
    spoke: per(used.spoke),
    postgres: per(used.postgres),
    total: per(used.hub + used.spoke + used.postgres),
    acceptedP50: quantile(accepted, 0.5),
    acceptedP99: quantile(accepted, 0.99),
    completedP50: quantile(completed, 0.5),
    completedP99: quantile(completed, 0.99),
  };
}

async function measureStatus(path: StatusPath, cpu: () => Cpu, load: Load): Promise<Figures> {
  const before = cpu();
  const startedAt = performance.now();
  const outcomes = await (load.perSecond === null
    ? path.saturate({ inFlight, count: load.count })
    : path.send({ perSecond: load.perSecond, count: load.count }));
  const seconds = (performance.now() - startedAt) / 1000;
  const after = cpu();
  const used = {
    hub: after.hub - before.hub,
    spoke: after.spoke - before.spoke,
    postgres: after.postgres - before.postgres,
  };
  return figuresOf(used, outcomes, seconds);
}

async function measureStatuses(path: StatusPath, cpu: () => Cpu): Promise<object[]> {
  const measured = new Map<Load, Figures[]>(loads.map((load) => [load, []]));
  for (let round = -1; round < Number(options.rounds); round += 1) {
    for (const [load, rounds] of measured) {
      const figures = await measureStatus(path, cpu, load);
      if (round >= 0) rounds.push(figures); // The first warms up.
    }
  }
  const rows = [...measured].map(([{ perSecond }, rounds]) => {
    const of = (what: keyof Figures): number => rounded(median(rounds.map((one) => one[what])));
    return {
      asked: perSecond === null ? `${inFlight} at a time` : `${perSecond} a second`,
      perSecond: of('perSecond'),
      hub: of('hub'),
      spoke: of('spoke'),
      postgres: of('postgres'),
      total: of('total'),
      acceptedP50: of('acceptedP50'),
      acceptedP99: of('acceptedP99'),
      completedP50: of('completedP50'),
      completedP99: of('completedP99'),
    };
  });
  printTable(
    statusHeadings,
    rows.map((row) => Object.values(row)),
  );
  return rows;
}

async function openSpokes(stage: Stage): Promise<Federation> {
  const hub = await stage.startHub('hub');
  const spokes: BenchSpoke[] = [];
  for (const name of ['north', 'south']) {
    spokes.push(await startSpoke(stage, hub, { name, redisUrl: options.redis, agents: [idleAgent, stampingAgent] }));
  }
  const [north, south] = spokes as [BenchSpoke, BenchSpoke];
  return { hub, north, south };
}

const stage = await openStage();
try {
  const federation = await openSpokes(stage);
  const { hub, north } = federation;
  await pairSpokes(federation);
  const spawns = await measureSpawns(federation);
  const cpu = (): Cpu => ({
    hub: cpuSecondsOf(hub.process.pid),
    spoke: cpuSecondsOf(north.pid),
    postgres: cpuSecondsOfFamily(stage.postgresPid),
  });
  const statuses = await measureStatuses(await openStatusPath(stage, hub, north), cpu);
  const queue = options.redis === undefined ? 'postgres' : 'redis';
  console.log(JSON.stringify({ bench: 'command-path', queue, spawns, statuses }));
} finally {
  await stage.close();
}
