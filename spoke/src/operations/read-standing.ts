import { isTerminalRun, RunState } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Sample } from '@wheelhouse/server';

export interface QueueStanding {
  readonly queue: string;
  readonly depth: number;
  readonly ageSeconds: number;
}

/** How much there is to do, over all workspaces. */
export interface Standing {
  readonly runs: readonly Sample<'state'>[];
  readonly queues: readonly QueueStanding[];
}

const openStates = RunState.options.filter((state) => !isTerminalRun(state));
/** Shown as 0 too, like the states, so that an alert can tell "nothing" from "not there". */
const queueNames = [
  'queue.run',
  'queue.ctl',
  'receipt',
  'events',
  'link.command',
  'link.receipt',
  'link.events',
  'link.grant',
  'mail',
];

/** A backlog beyond this is shown as this: counting it would cost more than knowing it is worth. */
const countAtMost = 100_000;

interface QueueRow {
  readonly queue: string;
  readonly depth: number;
  readonly age: number;
}

/** Tables without a workspace's rows alone: the open work of the instance, which is small while all is well. */
export async function readStanding(db: SpokeDb): Promise<Standing> {
  return db.withInstance('health', async (tx) => {
    const runs = await tx.$queryRaw<{ state: string; count: number }[]>`
      SELECT state, count(*)::int AS count FROM (SELECT state FROM open_runs LIMIT ${countAtMost}) AS open GROUP BY state`;
    const rows = await tx.$queryRaw<QueueRow[]>`
      SELECT queue, count(*)::int AS depth,
        greatest(0, extract(epoch FROM clock_timestamp() - min(created_at)))::float8 AS age
      FROM (
        (SELECT kind AS queue, created_at FROM outbox LIMIT ${countAtMost})
        UNION ALL
        (SELECT 'link.' || kind, created_at FROM link_outbox LIMIT ${countAtMost})
        UNION ALL
        (SELECT 'mail', created_at FROM mail_messages WHERE state = 'queued' LIMIT ${countAtMost})
      ) AS waiting GROUP BY queue`;
    return {
      runs: openStates.map((state) => ({
        labels: { state },
        value: runs.find((one) => one.state === state)?.count ?? 0,
      })),
      queues: queueNames.map((queue) => {
        const row = rows.find((one) => one.queue === queue);
        return { queue, depth: row?.depth ?? 0, ageSeconds: row?.age ?? 0 };
      }),
    };
  });
}
