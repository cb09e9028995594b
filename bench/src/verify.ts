// What one Ed25519 verification costs by each engine, synchronous and on a thread pool, and what the hub's whole early check of a
// command costs as it is shipped and in chunks of the event loop; with how late that makes a timer. Medians over the rounds, every
// way in turn. Options: --rounds=7 --burst=4000
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { printTable } from './figures/print-table.ts';
import { median, rounded } from './figures/quantiles.ts';
import { makeCommands } from './verify/commands.ts';
import { measureBurst, measurePrimitive, type Burst, type Plan, type Rate } from './verify/measure.ts';
import { primitives } from './verify/primitives.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, burst: { type: 'string', default: '4000' } },
});
const rounds = Number(options.rounds);
const primitiveMs = 300;
/** As many as one link may have open (`windowUpMessages`). */
const window = 256;
const plans: readonly Plan[] = [
  { name: 'as shipped, a window at a time', verify: 'async', chunk: window },
  { name: 'event loop, chunks of 8', verify: 'sync', chunk: 8 },
  { name: 'event loop, chunks of 32', verify: 'sync', chunk: 32 },
  { name: 'event loop, chunks of 128', verify: 'sync', chunk: 128 },
  { name: 'event loop, all at once', verify: 'sync', chunk: Number(options.burst) },
];

function hasSodium(): boolean {
  try {
    createRequire(import.meta.resolve('@wheelhouse/protocol'))('sodium-native');
    return true;
  } catch {
    return false;
  }
}

const microseconds = (perCpuSecond: number): number => rounded(1e6 / perCpuSecond);

async function measurePrimitives(): Promise<object[]> {
  const ways = primitives();
  const measured = new Map<string, Rate[]>(ways.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const way of ways) {
      const rate = await measurePrimitive(way, primitiveMs);
      if (round >= 0) measured.get(way.name)?.push(rate); // The first warms up.
    }
  }
  const rows = [...measured].map(([name, rates]) => {
    const perCpuSecond = median(rates.map((rate) => rate.perCpuSecond));
    const perSecond = Math.round(median(rates.map((rate) => rate.perSecond)));
    return { name, perSecond, perCpuSecond: Math.round(perCpuSecond), cpuMicroseconds: microseconds(perCpuSecond) };
  });
  printTable(
    ['verification of 1 KiB', 'per second', 'per CPU second', 'CPU µs each'],
    rows.map((row) => Object.values(row)),
  );
  return rows;
}

async function measureBursts(): Promise<object[]> {
  const commands = makeCommands(Number(options.burst));
  const measured = new Map<string, Burst[]>(plans.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const plan of plans) {
      const burst = await measureBurst(commands, plan);
      if (round >= 0) measured.get(plan.name)?.push(burst);
    }
  }
  const rows = [...measured].map(([name, bursts]) => {
    const of = (what: keyof Burst): number => median(bursts.map((burst) => burst[what]));
    return {
      name,
      perSecond: Math.round(of('perSecond')),
      perCpuSecond: Math.round(of('perCpuSecond')),
      cpuMicroseconds: microseconds(of('perCpuSecond')),
      delayP50: rounded(of('delayP50')),
      delayP99: rounded(of('delayP99')),
      delayMax: rounded(of('delayMax')),
    };
  });
  printTable(
    ['early check of a command', 'per second', 'per CPU second', 'CPU µs each', 'timer late p50 ms', 'p99', 'max'],
    rows.map((row) => Object.values(row)),
  );
  return rows;
}

const sodium = hasSodium();
console.log(`verifyStrict runs on ${sodium ? 'sodium-native' : 'node:crypto: sodium-native does not load here'}\n`);
const verifications = await measurePrimitives();
const checks = await measureBursts();
console.log(JSON.stringify({ bench: 'verify', rounds, sodium, verifications, checks }));
