import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { sharedReading, type Metrics, type Sample } from '@wheelhouse/server';
import { readStanding, type Standing } from './read-standing.ts';

/** What the gauges ask when somebody scrapes. */
export interface SpokeMetricsDeps {
  readonly db: SpokeDb;
  isLinked(): boolean;
  /** Jobs in the queue store; null where this process has none. */
  queued(): number | null;
}

/** What a spoke counts beside what every server does. */
export interface SpokeMetrics {
  commandTaken(verb: string, outcome: string, code: string): void;
  runEnded(state: string): void;
  killed(seconds: number): void;
}

/** From a process that ends when it is asked to, to one that has to be hunted. */
const killBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];

export function openSpokeMetrics(metrics: Metrics, deps: SpokeMetricsDeps): SpokeMetrics {
  const commands = metrics.counter({
    name: 'wheelhouse_commands_total',
    help: 'Commands that reached the intake, by what became of them there.',
    labels: ['verb', 'outcome', 'code'],
  });
  const runs = metrics.counter({
    name: 'wheelhouse_runs_ended_total',
    help: 'Runs that ended here, by their last state.',
    labels: ['state'],
  });
  const kills = metrics.histogram({
    name: 'wheelhouse_kill_duration_seconds',
    help: 'From the intake of a kill until nothing of the run was left.',
    labels: [],
    buckets: killBuckets,
  });
  openGauges(metrics, deps);
  return {
    commandTaken: (verb, outcome, code) => commands.inc({ verb, outcome, code }),
    runEnded: (state) => runs.inc({ state }),
    killed: (seconds) => kills.observe(seconds),
  };
}

function openGauges(metrics: Metrics, deps: SpokeMetricsDeps): void {
  const standing = sharedReading(() => readStanding(deps.db));
  const from =
    <L extends string>(pick: (now: Standing) => readonly Sample<L>[]) =>
    async () =>
      pick(await standing());
  metrics.gauge(
    { name: 'wheelhouse_runs', help: 'Runs that have not ended, by state.', labels: ['state'] },
    from(({ runs }) => runs),
  );
  metrics.gauge(
    {
      name: 'wheelhouse_queue_depth',
      help: 'What waits: commands not taken up, receipts and events not signed, messages the hub does not have, mail.',
      labels: ['queue'],
    },
    from(({ queues }) => queues.map(({ queue, depth }) => ({ labels: { queue }, value: depth }))),
  );
  metrics.gauge(
    {
      name: 'wheelhouse_queue_age_seconds',
      help: 'How long the oldest of what waits has been waiting.',
      labels: ['queue'],
    },
    from(({ queues }) => queues.map(({ queue, ageSeconds }) => ({ labels: { queue }, value: ageSeconds }))),
  );
  metrics.gauge(
    { name: 'wheelhouse_queue_store_jobs', help: 'Jobs in the queue store, as its driver counts them.', labels: [] },
    () => {
      const waiting = deps.queued();
      return waiting === null ? [] : [{ labels: {}, value: waiting }];
    },
  );
  metrics.gauge({ name: 'wheelhouse_link_up', help: '1 while the link with the hub is live.', labels: [] }, () => [
    { labels: {}, value: deps.isLinked() ? 1 : 0 },
  ]);
}
