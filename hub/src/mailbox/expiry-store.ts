import type { HubTx } from '@wheelhouse/prisma/hub';
import { limits } from '@wheelhouse/protocol';
import { rowsAsJson } from '../store/rows-as-json.ts';
import { mailboxRowOf } from './store.ts';
import type { MailboxRow } from './rules.ts';

const atOnce = 500;

/** Void commands in one mailbox after `position`: certainly never sent, because the live session has not come so far. */
export async function listExpiredAfter(
  tx: HubTx,
  at: { readonly spokeId: string; readonly position: number; readonly now: number; readonly isHeld: boolean },
): Promise<MailboxRow[]> {
  const cutoff = new Date(at.now - limits.clockSkewMaxMs);
  const rows = await tx.$queryRaw<Parameters<typeof mailboxRowOf>[0][]>`
    select spoke_id, position, type, kind, issuer, message_id, workspace_id, lane, content, bytes, exp from mailbox
    where spoke_id = ${at.spokeId}::uuid and position > ${at.position} and type = 'data'
      and (exp < ${cutoff} or ${at.isHeld} and lane = 'run')
    order by position limit ${atOnce}`;
  return rows.map(mailboxRowOf);
}

/**
 * Void commands for spokes that are away. One that was appended after the last session ended was never sent. One that
 * may have been sent is left to the next session, whose first word settles it; only when the spoke stays away for
 * `lostAfterMs` past the expiry is it given up.
 * @param liveIds spokes with a session on this node: their own pumps look after these
 */
export async function listExpiredOfAbsent(
  tx: HubTx,
  at: {
    readonly liveIds: readonly string[];
    readonly now: number;
    readonly lostAfterMs: number;
    readonly isHeld: boolean;
  },
): Promise<MailboxRow[]> {
  const cutoff = new Date(at.now - limits.clockSkewMaxMs);
  const givenUp = new Date(at.now - limits.clockSkewMaxMs - at.lostAfterMs);
  const rows = await tx.$queryRaw<Parameters<typeof mailboxRowOf>[0][]>`
    select m.spoke_id, m.position, m.type, m.kind, m.issuer, m.message_id, m.workspace_id, m.lane, m.content, m.bytes, m.exp
    from mailbox m left join link_sessions s on s.spoke_id = m.spoke_id
    where (m.exp < ${cutoff} or ${at.isHeld} and m.lane = 'run') and m.type = 'data' and m.spoke_id <> all(${[...at.liveIds]}::uuid[])
      and (s.spoke_id is null or m.exp < ${givenUp} and least(s.disconnected_at, s.lease_until) < ${cutoff}
        or least(s.disconnected_at, s.lease_until) < m.created_at)
    order by m.spoke_id, m.position limit ${atOnce}`;
  return rows.map(mailboxRowOf);
}

export const writtenOff = '{"reason":"expired"}';

/** Turns rows into placeholders: offsets have no holes, so their places stay. */
export async function writeOff(tx: HubTx, rows: readonly MailboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const places = rows.map(({ spokeId, position }) => ({ spokeId, position }));
  await tx.$executeRaw`
    update mailbox m set type = 'sync', kind = null, issuer = null, message_id = null, workspace_id = null, lane = null,
      content = ${writtenOff}, bytes = ${writtenOff.length}::int, exp = null
    from json_to_recordset(${rowsAsJson(places)}::json) as r("spokeId" uuid, position bigint)
    where m.spoke_id = r."spokeId" and m.position = r.position`;
}

/** Commands whose spoke has been away for too long after it accepted them. */
export async function markLost(
  tx: HubTx,
  at: { readonly now: number; readonly lostAfterMs: number; readonly liveIds: readonly string[] },
): Promise<void> {
  const gone = new Date(at.now - at.lostAfterMs);
  await tx.$executeRaw`
    update commands c set state = 'lost', code = 'LOST', ended_at = to_timestamp(${at.now}::float8 / 1000.0)
    from link_sessions s
    where s.spoke_id = c.aud and c.state in ('accepted', 'started', 'unknown') and s.spoke_id <> all(${[...at.liveIds]}::uuid[])
      and least(s.disconnected_at, s.lease_until) < ${gone}`;
}

/** Drops dead letters that were kept for long enough. */
export async function deleteOldDeadLetters(tx: HubTx, now: number): Promise<void> {
  await tx.deadLetter.deleteMany({ where: { createdAt: { lt: new Date(now - limits.deadLetterKeptMs) } } });
}
