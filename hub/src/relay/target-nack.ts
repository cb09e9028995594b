import type { HubDb } from '@wheelhouse/prisma/hub';
import type { FrameOf } from '@wheelhouse/protocol';
import { writeAudit } from '../store/audit.ts';

/**
 * A target could not take a frame (it gives no signed answer to bad signatures, for one). That is an unsigned word, so
 * it ends no command: it is written down, and the message is kept as a dead letter.
 */
export async function noteRefusedByTarget(
  db: HubDb,
  at: {
    readonly spokeId: string;
    readonly frame: FrameOf<'nack'>;
    readonly now: number;
    readonly policyRevision: number;
  },
): Promise<void> {
  const { spokeId, frame } = at;
  await db.transaction(async (tx) => {
    const row = await tx.mailboxMessage.findUnique({
      where: { spokeId_position: { spokeId, position: BigInt(frame.n) } },
    });
    await writeAudit(
      tx,
      [
        {
          actor: `instance:${spokeId}`,
          action: 'target.nack',
          resource:
            row?.messageId === undefined || row.messageId === null ? null : `${row.kind ?? 'message'}:${row.messageId}`,
          verdict: 'refused',
          code: frame.code,
          envelopeSha256: null,
          requestId: null,
          detail: { offset: frame.n },
        },
      ],
      at,
    );
    if (row === null || row.type !== 'data') return;
    await tx.$executeRaw`
      insert into dead_letters (id, spoke_id, message_id, reason, content, created_at)
      values (gen_random_uuid(), ${spokeId}::uuid, ${row.messageId}::uuid, ${frame.code}, ${row.content},
        to_timestamp(${at.now}::float8 / 1000.0))`;
  });
}
