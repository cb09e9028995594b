import { parseMessage, readEnvelope, WheelhouseError, type RelayedKind } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import type { HubLimits } from '../limits.ts';
import { hasRoom, place, type Letter, type MailboxRow } from '../mailbox/rules.ts';
import { insertRows, lockHeads, saveHeads } from '../mailbox/store.ts';

const atOnce = 1_000;
const noShare = { messages: 0, bytes: 0 };

/**
 * Puts what was buried between two instances while they might not talk into their mailboxes, in the order in which it
 * came: a grant given before the connection was accepted, receipts and events of a suspension. Never a command, which
 * is sent anew only under a new id. What finds no room stays buried.
 */
export async function reofferBuried(
  tx: HubTx,
  pair: { readonly a: string; readonly b: string },
  at: { readonly now: number; readonly limits: HubLimits },
): Promise<void> {
  const buried = await tx.deadLetter.findMany({
    where: { spokeId: { in: [pair.a, pair.b] }, reason: 'NOT_AUTHORIZED' },
    orderBy: [{ createdAt: 'asc' }, { messageId: 'asc' }],
    take: atOnce,
  });
  if (buried.length === 0) return;
  const heads = await lockHeads(tx, [pair.a, pair.b]);
  const rows: MailboxRow[] = [];
  const taken: string[] = [];
  for (const { id, spokeId, content } of buried) {
    const head = heads.get(spokeId);
    const letter = letterFrom(content, spokeId === pair.a ? pair.b : pair.a);
    if (head === undefined || letter === null) continue;
    const placed = place(head, letter);
    if (!hasRoom(head, { bytes: placed.row.bytes, share: noShare }, at.limits)) continue;
    heads.set(spokeId, placed.head);
    rows.push(placed.row);
    taken.push(id);
  }
  await insertRows(tx, rows, at.now);
  await saveHeads(tx, heads.values());
  await tx.deadLetter.deleteMany({ where: { id: { in: taken } } });
}

const reoffered: readonly RelayedKind[] = ['grant', 'receipt', 'events'];

/** Null for a command, and for what somebody else signed. It was verified when it came. */
function letterFrom(content: string, issuer: string): Letter | null {
  try {
    const envelope = readEnvelope(content);
    const kind = reoffered.find((name) => name === envelope.kind);
    if (kind === undefined) return null;
    const { iss, id, ws } = parseMessage(kind, envelope.payload);
    if (iss !== issuer) return null;
    return { type: 'data', kind, issuer: iss, messageId: id, workspaceId: ws, lane: null, content, exp: null };
  } catch (error) {
    if (error instanceof WheelhouseError) return null;
    throw error;
  }
}
