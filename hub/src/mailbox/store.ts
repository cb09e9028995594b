import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';
import { rowsAsJson } from '../store/rows-as-json.ts';
import { writeTogether } from '../store/write-together.ts';
import type { IssuerShare, MailboxHead, MailboxRow } from './rules.ts';

interface HeadRow {
  spoke_id: string;
  epoch: string;
  next_offset: bigint;
  acked_offset: bigint;
  up_epoch: string | null;
  up_offset: bigint;
  messages: number;
  bytes: bigint;
}

const headOf = (row: HeadRow): MailboxHead => ({
  spokeId: row.spoke_id,
  epoch: row.epoch,
  nextOffset: Number(row.next_offset),
  ackedOffset: Number(row.acked_offset),
  upEpoch: row.up_epoch,
  upOffset: Number(row.up_offset),
  messages: row.messages,
  bytes: Number(row.bytes),
});

/** Makes the head of a spoke's mailbox where there is none. */
export async function ensureHead(tx: HubTx, spokeId: string, epoch: string): Promise<void> {
  await tx.$executeRaw`
    insert into mailbox_heads (spoke_id, epoch) values (${spokeId}::uuid, ${epoch}) on conflict do nothing`;
}

/** Locks the heads of these spokes until the transaction ends, always in the same order, so that no two writers wait for each other. */
export async function lockHeads(tx: HubTx, spokeIds: Iterable<string>): Promise<Map<string, MailboxHead>> {
  const ids = [...new Set(spokeIds)];
  const rows = await tx.$queryRaw<HeadRow[]>`
    select spoke_id, epoch, next_offset, acked_offset, up_epoch, up_offset, messages, bytes
    from mailbox_heads where spoke_id = any(${ids}::uuid[]) order by spoke_id for update`;
  return new Map(rows.map((row) => [row.spoke_id, headOf(row)]));
}

/** Writes locked heads back. */
export async function saveHeads(tx: HubTx, heads: Iterable<MailboxHead>): Promise<void> {
  await writeTogether(tx, headUpdates([...heads]));
}

/** The write of {@link saveHeads}; none for no heads. */
export function headUpdates(heads: readonly MailboxHead[]): Prisma.Sql[] {
  if (heads.length === 0) return [];
  return [
    Prisma.sql`
    update mailbox_heads h set epoch = r.epoch, next_offset = r."nextOffset", acked_offset = r."ackedOffset",
      up_epoch = r."upEpoch", up_offset = r."upOffset", messages = r.messages, bytes = r.bytes
    from json_to_recordset(${rowsAsJson(heads)}::json) as r("spokeId" uuid, epoch text, "nextOffset" bigint,
      "ackedOffset" bigint, "upEpoch" text, "upOffset" bigint, messages int, bytes bigint)
    where h.spoke_id = r."spokeId"`,
  ];
}

/** Appends rows that were placed by the rules under a locked head. */
export async function insertRows(tx: HubTx, rows: readonly MailboxRow[], now: number): Promise<void> {
  await writeTogether(tx, rowInserts(rows, now));
}

/** The write of {@link insertRows}; none for no rows. */
export function rowInserts(rows: readonly MailboxRow[], now: number): Prisma.Sql[] {
  if (rows.length === 0) return [];
  return [
    Prisma.sql`
    insert into mailbox (spoke_id, position, type, kind, issuer, message_id, workspace_id, lane, content, bytes, exp, created_at)
    select r."spokeId", r.position, r.type, r.kind, r.issuer, r."messageId", r."workspaceId", r.lane, r.content, r.bytes,
      to_timestamp(r.exp / 1000.0), to_timestamp(${now}::float8 / 1000.0)
    from json_to_recordset(${rowsAsJson(rows)}::json) as r("spokeId" uuid, position bigint, type text, kind text,
      issuer uuid, "messageId" uuid, "workspaceId" uuid, lane text, content text, bytes int, exp float8)`,
  ];
}

/** What every issuer has in these mailboxes, keyed `spoke:issuer`. Reads every row: only where the rules ask for it. */
export async function countShares(tx: HubTx, spokeIds: readonly string[]): Promise<Map<string, IssuerShare>> {
  if (spokeIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ spoke_id: string; issuer: string; messages: bigint; bytes: bigint }[]>`
    select spoke_id, issuer, count(*) as messages, sum(bytes)::bigint as bytes from mailbox
    where spoke_id = any(${[...spokeIds]}::uuid[]) and issuer is not null group by spoke_id, issuer`;
  return new Map(
    rows.map((row) => [`${row.spoke_id}:${row.issuer}`, { messages: Number(row.messages), bytes: Number(row.bytes) }]),
  );
}

interface StoredRow {
  spoke_id: string;
  position: bigint;
  type: string;
  kind: string | null;
  issuer: string | null;
  message_id: string | null;
  workspace_id: string | null;
  lane: string | null;
  content: string;
  bytes: number;
  exp: Date | null;
}

export const mailboxRowOf = (row: StoredRow): MailboxRow => ({
  spokeId: row.spoke_id,
  position: Number(row.position),
  type: row.type === 'policy' || row.type === 'sync' ? row.type : 'data',
  kind: row.kind,
  issuer: row.issuer,
  messageId: row.message_id,
  workspaceId: row.workspace_id,
  lane: row.lane === 'ctl' || row.lane === 'run' ? row.lane : null,
  content: row.content,
  bytes: row.bytes,
  exp: row.exp?.getTime() ?? null,
});

/** The next rows of one mailbox after `position`, in order. */
export async function listAfter(
  tx: HubTx,
  at: { spokeId: string; position: number; limit: number },
): Promise<MailboxRow[]> {
  const rows = await tx.$queryRaw<StoredRow[]>`
    select spoke_id, position, type, kind, issuer, message_id, workspace_id, lane, content, bytes, exp from mailbox
    where spoke_id = ${at.spokeId}::uuid and position > ${at.position} order by position limit ${at.limit}`;
  return rows.map(mailboxRowOf);
}

export interface Trimmed {
  readonly spokeId: string;
  readonly kind: string | null;
  readonly issuer: string | null;
  readonly messageId: string | null;
  readonly bytes: number;
}

/** Drops what these spokes have durably stored and says what it was. */
export async function deleteUpTo(
  tx: HubTx,
  trims: readonly { readonly spokeId: string; readonly offset: number }[],
): Promise<Trimmed[]> {
  if (trims.length === 0) return [];
  return await tx.$queryRaw<Trimmed[]>`
    delete from mailbox m using json_to_recordset(${rowsAsJson(trims)}::json) as r("spokeId" uuid, "offset" bigint)
    where m.spoke_id = r."spokeId" and m.position <= r."offset"
    returning m.spoke_id as "spokeId", m.kind, m.issuer, m.message_id as "messageId", m.bytes`;
}
