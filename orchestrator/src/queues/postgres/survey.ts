import type { Pool } from 'pg';
import type { Survey } from '../driver.ts';
import { parseQueueName } from '../queue-names.ts';
import type { QueueRef } from '../queue-types.ts';

/** Waiting jobs are counted up to here, so that a sweep stays cheap behind any backlog. */
export const maxWaitingCounted = 10_000;

/**
 * One row per queue with work. Each part hops from queue to queue along a partial index of BullMQ's (a "loose index scan"), so
 * ten thousand jobs of one noisy queue cost one step. $1 = now, epoch ms (BullMQ's clock is the client's).
 */
const surveySql = `
WITH RECURSIVE
  waiting(queue) AS (
    (SELECT queue FROM job WHERE state = 'waiting' ORDER BY queue LIMIT 1)
    UNION ALL
    SELECT next.queue FROM waiting, LATERAL (
      SELECT queue FROM job WHERE state = 'waiting' AND job.queue > waiting.queue ORDER BY queue LIMIT 1) AS next
  ),
  delayed(queue, due) AS (
    (SELECT queue, process_at_ms FROM job WHERE state = 'delayed' ORDER BY queue, process_at_ms LIMIT 1)
    UNION ALL
    SELECT next.queue, next.process_at_ms FROM delayed, LATERAL (
      SELECT queue, process_at_ms FROM job WHERE state = 'delayed' AND job.queue > delayed.queue
      ORDER BY queue, process_at_ms LIMIT 1) AS next
  )
SELECT 'ready' AS kind, queue, NULL::bigint AS value FROM waiting
  WHERE NOT EXISTS (SELECT FROM meta WHERE meta.queue = waiting.queue AND field = 'paused' AND value = '1')
UNION ALL SELECT 'delayed', queue, due FROM delayed
UNION ALL SELECT DISTINCT 'suspect', queue, NULL::bigint FROM job WHERE state = 'active' AND locked_until_ms < $1
UNION ALL SELECT 'count', '', count(*) FROM (SELECT FROM job WHERE state = 'waiting' LIMIT ${String(maxWaitingCounted)}) AS counted`;

interface SurveyRow {
  readonly kind: 'ready' | 'delayed' | 'suspect' | 'count';
  readonly queue: string;
  /** bigint arrives as text. */
  readonly value: string | null;
}

/** Finds every queue with something to do. */
export async function surveyJobs(pool: Pool, now: number): Promise<Survey> {
  const { rows } = await pool.query<SurveyRow>({ name: 'wheelhouse_survey', text: surveySql, values: [now] });
  const ready: QueueRef[] = [];
  const delayed: { ref: QueueRef; dueAt: number }[] = [];
  const suspect: QueueRef[] = [];
  let waiting = 0;
  for (const row of rows) {
    const ref = parseQueueName(row.queue);
    if (row.kind === 'count') waiting = Number(row.value);
    else if (ref === undefined) continue;
    else if (row.kind === 'ready') ready.push(ref);
    else if (row.kind === 'suspect') suspect.push(ref);
    else delayed.push({ ref, dueAt: Number(row.value) });
  }
  return { waiting, ready, delayed, suspect, fault: null };
}

/**
 * Shortens BullMQ's event table: five rows a job, read by nobody here, and BullMQ trims a queue only while it is busy.
 * Locked rows are left for the next time, so this never waits for a producer, nor a producer for it.
 */
export async function trimEvents(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(`
    DELETE FROM event WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM event WHERE created_at_ms < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 10000
      LIMIT 50000 FOR UPDATE SKIP LOCKED))`);
  return rowCount ?? 0;
}
