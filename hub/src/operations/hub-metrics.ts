import type { HubDb } from '@wheelhouse/prisma/hub';
import { sharedReading, type Metrics } from '@wheelhouse/server';
import { readMailboxes } from './read-mailboxes.ts';

/** What the gauges ask when somebody scrapes. */
export interface HubMetricsDeps {
  readonly db: HubDb;
  /** Live links of this node. */
  links(): number;
}

/** What a hub counts beside what every server does. */
export interface HubMetrics {
  relayed(kind: string, outcome: string, code: string): void;
}

export function openHubMetrics(metrics: Metrics, deps: HubMetricsDeps): HubMetrics {
  const messages = metrics.counter({
    name: 'wheelhouse_relayed_messages_total',
    help: 'Messages that came in to be relayed, by what became of them.',
    labels: ['kind', 'outcome', 'code'],
  });
  const mailboxes = sharedReading(() => readMailboxes(deps.db));
  const gauge = (name: string, help: string, read: () => Promise<number> | number): void =>
    metrics.gauge({ name, help, labels: [] }, async () => [{ labels: {}, value: await read() }]);
  gauge('wheelhouse_links_connected', 'Live links with spokes.', () => deps.links());
  gauge(
    'wheelhouse_mailbox_messages',
    'What waits for spokes, over all of them.',
    async () => (await mailboxes()).messages,
  );
  gauge('wheelhouse_mailbox_bytes', 'The size of what waits for spokes.', async () => (await mailboxes()).bytes);
  gauge(
    'wheelhouse_mailbox_age_seconds',
    'How long the oldest of what waits for spokes has been waiting.',
    async () => (await mailboxes()).ageSeconds,
  );
  return { relayed: (kind, outcome, code) => messages.inc({ kind, outcome, code }) };
}
