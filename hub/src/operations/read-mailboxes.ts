import type { HubDb } from '@wheelhouse/prisma/hub';

/** What waits for all spokes together. */
export interface Mailboxes {
  readonly messages: number;
  readonly bytes: number;
  readonly ageSeconds: number;
}

/** Asks the heads, one row a spoke, and the first row behind each: never the mailboxes themselves. */
export async function readMailboxes(db: HubDb): Promise<Mailboxes> {
  const [row] = await db.run(
    (tx) => tx.$queryRaw<{ messages: number; bytes: number; age: number | null }[]>`
    SELECT coalesce(sum(messages), 0)::float8 AS messages, coalesce(sum(bytes), 0)::float8 AS bytes,
      extract(epoch FROM clock_timestamp() - min(oldest.created_at))::float8 AS age
    FROM mailbox_heads AS head LEFT JOIN LATERAL (
      SELECT created_at FROM mailbox WHERE spoke_id = head.spoke_id AND position > head.acked_offset
      ORDER BY position LIMIT 1) AS oldest ON true`,
  );
  return { messages: row?.messages ?? 0, bytes: row?.bytes ?? 0, ageSeconds: Math.max(0, row?.age ?? 0) };
}
