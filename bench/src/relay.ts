// Signed commands of 1 KiB from one instance to another: rate, latency and CPU through a real hub on a real PostgreSQL with and
// without verification, through relays in memory, and through NATS with one verification per message. Every way in turn, so that a
// noisy machine is noisy for all. What each does durably: the hub commits a message to PostgreSQL (fsync) before it hands it on and
// acknowledges it; JetStream writes it to a file; NATS core and the relays in memory keep nothing. NATS verifies in the receiving end,
// the others in the relay. Options: --rounds=5 --count=1500 --profile=<folder for the hub's CPU profile>
import { parseArgs } from 'node:util';
import { quantile } from './figures/quantiles.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './processes/cpu-seconds.ts';
import { openStage } from './processes/open-stage.ts';
import { startChild, type Child } from './processes/start-child.ts';
import { report, type Burst, type Latency, type Samples } from './relay/report.ts';
import type { BurstTimes } from './relay/route.ts';
import type { VerifyRates } from './relay/verify-rates.ts';
import { openWays, type Way } from './relay/ways.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    count: { type: 'string', default: '1500' },
    profile: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const paces = [200, 500];
const pacedSeconds = 1.5;

async function burst(clients: Child, way: Way): Promise<Burst> {
  const postgres = (): number => (way.postgresPid === undefined ? 0 : cpuSecondsOfFamily(way.postgresPid));
  const before = { relay: cpuSecondsOf(way.relayPid), postgres: postgres() };
  const times = (await clients.ask('burst', { name: way.name, count: way.count })) as BurstTimes;
  const msPerThousand = (cpuSeconds: number): number => (cpuSeconds * 1e6) / way.count;
  return {
    perSecond: way.count / times.seconds,
    relayMs: msPerThousand(cpuSecondsOf(way.relayPid) - before.relay),
    postgresMs: msPerThousand(postgres() - before.postgres),
    endsMs: msPerThousand(times.endsCpuSeconds),
  };
}

async function paced(clients: Child, way: Way, perSecond: number): Promise<Latency> {
  const count = Math.round(perSecond * pacedSeconds);
  const latencies = (await clients.ask('paced', { name: way.name, perSecond, count })) as number[];
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

async function measureRound(clients: Child, measured: ReadonlyMap<Way, Samples>): Promise<void> {
  for (const [way, mine] of measured) {
    mine.bursts.push(await burst(clients, way));
    for (const pace of way.isPaced ? paces : []) {
      const known = mine.latencies.get(pace) ?? [];
      mine.latencies.set(pace, [...known, await paced(clients, way, pace)]);
    }
  }
}

const stage = await openStage();
try {
  const clients = await startChild(new URL('./relay/clients-main.ts', import.meta.url));
  stage.keep(() => clients.stop());
  const ways = await openWays(stage, clients, { count: Number(options.count), profile: options.profile });
  const measured = new Map<Way, Samples>(ways.map((way) => [way, { bursts: [], latencies: new Map() }]));
  const rates: VerifyRates[] = [];
  for (let round = 0; round < 2; round += 1) for (const way of ways) await burst(clients, way); // Warming up.
  for (let round = 0; round < rounds; round += 1) {
    rates.push((await clients.ask('verifyRates')) as VerifyRates);
    await measureRound(clients, measured);
  }
  report(measured, rates);
} finally {
  await stage.close();
}
