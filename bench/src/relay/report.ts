import { printTable } from '../figures/print-table.ts';
import { median, rounded } from '../figures/quantiles.ts';
import type { VerifyRates } from './verify-rates.ts';
import type { Way } from './ways.ts';

export interface Burst {
  readonly perSecond: number;
  /** CPU milliseconds per thousand messages. */
  readonly relayMs: number;
  readonly postgresMs: number;
  readonly endsMs: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface Samples {
  readonly bursts: Burst[];
  /** By messages per second. */
  readonly latencies: Map<number, Latency[]>;
}

type Measured = ReadonlyMap<Way, Samples>;

/** Round by round, since both halves of a round met the same noise; NaN where the peer is missing. */
function timesOf(measured: Measured, peerName: string, mine: Samples): number {
  const peer = [...measured].find(([way]) => way.name === peerName)?.[1];
  return median(mine.bursts.map(({ perSecond }, round) => perSecond / (peer?.bursts[round]?.perSecond ?? Number.NaN)));
}

const share = (value: number): number | '-' => (Number.isNaN(value) ? '-' : rounded(value, 2));

function rateRows(measured: Measured, rates: VerifyRates): Record<string, string | number>[] {
  return [...measured].map(([way, mine]) => {
    const of = (what: keyof Burst): number => median(mine.bursts.map((one) => one[what]));
    const perCpuSecond = 1e6 / of('relayMs');
    return {
      way: way.name,
      perSecond: Math.round(of('perSecond')),
      timesRequestReply: share(timesOf(measured, 'NATS request-reply', mine)),
      timesJetStream: share(timesOf(measured, 'NATS JetStream', mine)),
      perRelayCpuSecond: Math.round(perCpuSecond),
      ofVerifyStrict: way.verifies ? rounded(perCpuSecond / rates.strict, 2) : '-',
      ofNodeCrypto: way.verifies ? rounded(perCpuSecond / rates.nodeCrypto, 2) : '-',
      relayMs: Math.round(of('relayMs')),
      postgresMs: Math.round(of('postgresMs')),
      endsMs: Math.round(of('endsMs')),
    };
  });
}

const rateHeadings = [
  'way',
  'msgs/s',
  '× NATS req-rep',
  '× JetStream',
  'msgs/relay CPU-s',
  '÷ verifyStrict rate',
  '÷ node:crypto rate',
  'CPU ms/1000: relay',
  'PostgreSQL',
  'both ends',
];

function latencyRows(measured: Measured): Record<string, string | number>[] {
  return [...measured].flatMap(([way, { latencies }]) =>
    [...latencies].map(([pace, rounds]) => ({
      way: way.name,
      pace,
      p50: rounded(median(rounds.map(({ p50 }) => p50))),
      p99: rounded(median(rounds.map(({ p99 }) => p99))),
    })),
  );
}

/** Prints medians over the rounds, as tables and as one line of JSON. */
export function report(measured: Measured, rates: readonly VerifyRates[]): void {
  const verify = {
    strict: Math.round(median(rates.map((rate) => rate.strict))),
    nodeCrypto: Math.round(median(rates.map((rate) => rate.nodeCrypto))),
  };
  const rows = rateRows(measured, verify);
  const latencies = latencyRows(measured);
  printTable(
    rateHeadings,
    rows.map((row) => Object.values(row)),
  );
  printTable(
    ['way', 'at msgs/s', 'p50 ms', 'p99 ms'],
    latencies.map((row) => Object.values(row)),
  );
  console.log(`verifications per CPU second: verifyStrict ${verify.strict}, node:crypto ${verify.nodeCrypto}\n`);
  console.log(JSON.stringify({ bench: 'relay', rounds: rates.length, rows, latencies, verify }));
}
