import {
  laneOf,
  parseMessage,
  readEnvelope,
  type CommandMessage,
  type InstanceId,
  type RelayedKind,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { inventoryKind, listOpenRuns, type OwedRow } from './link-store.ts';
import { findSendable } from './sendable-command.ts';

export interface OwedFrame {
  readonly offset: number;
  /** The frame as it goes onto the wire. */
  readonly text: string;
}

interface FrameDeps {
  readonly db: SpokeDb;
  readonly self: InstanceId;
  readonly now: () => number;
}

/** Makes frames of owed rows, in their order. The bytes come from where they were signed into. */
export async function framesOf(
  deps: FrameDeps,
  rows: readonly OwedRow[],
  epoch: string,
): Promise<readonly OwedFrame[]> {
  const texts = await loadEnvelopes(deps, rows);
  const frames: OwedFrame[] = [];
  for (const row of rows) {
    const envelope = texts.get(row.id);
    const text =
      envelope === undefined
        ? // An offset must not stay empty: an inventory is always true, so it also stands in for what is not sent.
          JSON.stringify({ t: 'inventory', n: row.offset, e: epoch, runs: await listOpenRuns(deps.db, deps.self) })
        : dataFrame(row, envelope, epoch);
    frames.push({ offset: row.offset, text });
  }
  return frames;
}

function dataFrame(row: OwedRow, envelope: string, epoch: string): string {
  const kind = row.kind as RelayedKind;
  const message = parseMessage(kind, readEnvelope(envelope).payload);
  const lane = kind === 'command' ? { lane: laneOf((message as CommandMessage).body.verb) } : {};
  const h = { to: message.aud, from: message.iss, id: message.id, kind, ws: message.ws, ...lane, exp: message.exp };
  return JSON.stringify({ t: 'data', n: row.offset, e: epoch, h, env: envelope });
}

/** One visit per workspace, however many of its messages are owed. */
async function loadEnvelopes(deps: FrameDeps, rows: readonly OwedRow[]): Promise<ReadonlyMap<bigint, string>> {
  const { db } = deps;
  const groups = new Map<string | null, OwedRow[]>();
  for (const row of rows) {
    if (row.kind === inventoryKind) continue;
    groups.set(row.workspaceId, [...(groups.get(row.workspaceId) ?? []), row]);
  }
  const texts = new Map<bigint, string>();
  for (const [workspaceId, group] of groups) {
    const load = (tx: SpokeTx): Promise<void> => loadGroup(deps, tx, { workspaceId, rows: group, texts });
    if (workspaceId === null) await db.withInstance('link', load);
    else await db.withSystemTenant(workspaceId as WorkspaceId, load);
  }
  return texts;
}

interface Group {
  readonly workspaceId: string | null;
  readonly rows: readonly OwedRow[];
  /** Filled here, by the rows' ids. */
  readonly texts: Map<bigint, string>;
}

async function loadGroup(deps: FrameDeps, tx: SpokeTx, { workspaceId, rows, texts }: Group): Promise<void> {
  // Receipts are most of what goes up, and one statement finds them all.
  const isReceipt = (row: OwedRow): boolean => workspaceId !== null && row.kind === 'receipt';
  const ids = rows.filter(isReceipt).map(({ messageId }) => messageId);
  const receipts =
    workspaceId === null || ids.length === 0
      ? []
      : await tx.receipt.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, envelope: true } });
  const envelopes = new Map(receipts.map(({ id, envelope }) => [id, envelope]));
  for (const row of rows) {
    const text = isReceipt(row) ? (envelopes.get(row.messageId) ?? null) : await loadOne(deps, tx, row);
    if (text !== null) texts.set(row.id, text);
  }
}

async function loadOne(deps: FrameDeps, tx: SpokeTx, row: OwedRow): Promise<string | null> {
  const { workspaceId, refId, messageId, target } = row;
  if (workspaceId === null) {
    // A first answer that belongs to no workspace, or one that is given again: the ledger has its bytes.
    const entry = await tx.intake.findUnique({
      where: { iss_id: { iss: target, id: refId } },
      select: { receipt: true },
    });
    return entry?.receipt ?? null;
  }
  switch (row.kind) {
    case 'command':
      return textOf(await findSendable(tx, { ...deps, row: { ...row, workspaceId } }));
    case 'events':
      return textOf(await tx.eventBatch.findUnique({ where: { workspaceId_id: { workspaceId, id: messageId } } }));
    case 'grant':
      return textOf(await tx.grant.findUnique({ where: { workspaceId_id: { workspaceId, id: refId } } }));
    default:
      return null;
  }
}

function textOf(row: { readonly envelope: string } | null): string | null {
  return row?.envelope ?? null;
}
