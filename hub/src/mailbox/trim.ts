import type { HubTx } from '@wheelhouse/prisma/hub';
import { rowsAsJson } from '../store/rows-as-json.ts';
import type { MailboxHead } from './rules.ts';
import { deleteUpTo, lockHeads, saveHeads, type Trimmed } from './store.ts';

/** A spoke has durably stored everything up to `offset` of `epoch`. */
export interface Trim {
  readonly spokeId: string;
  readonly epoch: string;
  readonly offset: number;
}

/** Drops what was acknowledged and marks its commands as delivered. Acks of an older epoch change nothing. */
export async function storeTrims(tx: HubTx, trims: readonly Trim[], now: number): Promise<void> {
  if (trims.length === 0) return;
  const heads = await lockHeads(
    tx,
    trims.map((trim) => trim.spokeId),
  );
  const valid = trims.filter((trim) => {
    const head = heads.get(trim.spokeId);
    return (
      head !== undefined && head.epoch === trim.epoch && trim.offset > head.ackedOffset && trim.offset < head.nextOffset
    );
  });
  if (valid.length === 0) return;
  const gone = await deleteUpTo(tx, valid);
  await saveHeads(
    tx,
    valid.flatMap((trim) => headAfter(heads.get(trim.spokeId), trim, gone)),
  );
  await markDelivered(tx, gone, now);
}

function headAfter(head: MailboxHead | undefined, trim: Trim, gone: readonly Trimmed[]): MailboxHead[] {
  if (head === undefined) return [];
  const mine = gone.filter((row) => row.spokeId === trim.spokeId);
  const bytes = mine.reduce((sum, row) => sum + row.bytes, 0);
  return [{ ...head, ackedOffset: trim.offset, messages: head.messages - mine.length, bytes: head.bytes - bytes }];
}

async function markDelivered(tx: HubTx, gone: readonly Trimmed[], now: number): Promise<void> {
  const commands = gone.flatMap((row) =>
    row.kind === 'command' && row.issuer !== null && row.messageId !== null
      ? [{ iss: row.issuer, id: row.messageId }]
      : [],
  );
  if (commands.length === 0) return;
  await tx.$executeRaw`
    update commands c set state = case when c.state = 'queued' then 'delivered' else c.state end,
      forwarded_at = coalesce(c.forwarded_at, to_timestamp(${now}::float8 / 1000.0))
    from json_to_recordset(${rowsAsJson(commands)}::json) as r(iss uuid, id uuid)
    where c.iss = r.iss and c.id = r.id`;
}
