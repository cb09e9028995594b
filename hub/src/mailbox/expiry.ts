import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import {
  decideReceipt,
  limits as protocolLimits,
  newId,
  signEnvelope,
  type ReceiptBody,
  type Signer,
} from '@wheelhouse/protocol';
import type { HubLimits } from '../limits.ts';
import { Draft, runOfSpawn, type LoggedCommand } from '../relay/draft.ts';
import { loadCommands, writeBatch } from '../relay/store.ts';
import type { RelayView } from '../relay/rules.ts';
import { listExpiredAfter, listExpiredOfAbsent, writeOff, writtenOff } from './expiry-store.ts';
import { hasExpired, type MailboxRow } from './rules.ts';
import { lockHeads } from './store.ts';

export interface ExpiryDeps {
  readonly db: HubDb;
  readonly view: RelayView;
  readonly limits: HubLimits;
  readonly signer: Signer;
  readonly now: () => number;
  readonly policyRevision: () => number;
  readonly onAppended: (rows: readonly MailboxRow[]) => void;
}

/** Writes off what expired in a live spoke's mailbox, or was withdrawn by a kill-all, before it was sent. */
export async function expireUnsent(deps: ExpiryDeps, at: { spokeId: string; position: number }): Promise<void> {
  await expire(deps, (tx) => listExpiredAfter(tx, { ...at, now: deps.now(), isHeld: deps.view.isHeld }));
}

/** The same while the spoke is away. */
export async function expireOfAbsent(deps: ExpiryDeps, liveIds: readonly string[]): Promise<void> {
  await expire(deps, (tx) =>
    listExpiredOfAbsent(tx, {
      liveIds,
      now: deps.now(),
      lostAfterMs: deps.limits.lostAfterMs,
      isHeld: deps.view.isHeld,
    }),
  );
}

/**
 * The issuer of an undelivered command gets a receipt from the hub that says so: the one kind of receipt a hub signs.
 * The command itself is kept as a dead letter and can be sent anew only under a new id.
 */
async function expire(deps: ExpiryDeps, list: (tx: HubTx) => Promise<MailboxRow[]>): Promise<void> {
  const now = deps.now();
  const draft = await deps.db.transaction(async (tx) => {
    const candidates = await list(tx);
    if (candidates.length === 0) return null;
    const involved = candidates.flatMap((row) => [row.spokeId, ...(row.issuer === null ? [] : [row.issuer])]);
    const heads = await lockHeads(tx, involved);
    // Looked at again under the locks: an ack may have trimmed them meanwhile.
    const rows = (await list(tx)).filter((row) => heads.has(row.spokeId));
    const commands = await loadCommands(
      tx,
      rows.flatMap((row) =>
        row.issuer === null || row.messageId === null ? [] : [{ iss: row.issuer, id: row.messageId }],
      ),
    );
    const state = {
      heads,
      commands,
      connGens: new Map(),
      receiptIds: new Set<string>(),
      receiptsOf: new Map(),
      shares: new Map(),
    };
    const made = new Draft(state, { view: deps.view, limits: deps.limits, now });
    for (const row of rows) writeOffOne(row, made, deps);
    await writeOff(tx, rows);
    await writeBatch(tx, made, { now, policyRevision: deps.policyRevision() });
    return made;
  });
  if (draft !== null && draft.rows.length > 0) deps.onAppended(draft.rows);
}

type VoidCode = 'EXPIRED_UNDELIVERED' | 'LOCKED';

function writeOffOne(row: MailboxRow, draft: Draft, deps: ExpiryDeps): void {
  const head = draft.heads.get(row.spokeId);
  if (head !== undefined) draft.heads.set(row.spokeId, { ...head, bytes: head.bytes - row.bytes + writtenOff.length });
  const code = row.exp !== null && hasExpired(row.exp, deps.now()) ? 'EXPIRED_UNDELIVERED' : 'LOCKED';
  draft.bury(row.spokeId, row, code);
  const key = `${row.issuer ?? ''}:${row.messageId ?? ''}`;
  const command = draft.commands.get(key);
  if (command === undefined) return;
  const body = { status: 'expired_undelivered' } as const;
  const verdict = decideReceipt(command.state, body);
  if (verdict.effect !== 'moved') return;
  draft.commands.set(key, { ...command, state: verdict.state, code });
  draft.moves.set(key, { iss: command.iss, id: command.id, state: verdict.state, code });
  if (command.verb === 'agent.spawn') {
    draft.runs.push(runOfSpawn(command, { agentName: null, state: 'rejected', code }));
  }
  const receipt = signReceipt(command, code, deps);
  draft.newReceipts.push({
    id: receipt.id,
    iss: deps.view.hubId,
    commandIss: command.iss,
    commandId: command.id,
    status: body.status,
    envelope: receipt.text,
    late: false,
  });
  if (deps.view.findInstance(command.iss)?.kind !== 'spoke') return;
  draft.appendOrBury(command.iss, {
    type: 'data',
    kind: 'receipt',
    issuer: deps.view.hubId,
    messageId: receipt.id,
    workspaceId: command.workspaceId,
    lane: null,
    content: receipt.text,
    exp: null,
  });
}

function signReceipt(
  command: LoggedCommand,
  code: VoidCode,
  deps: ExpiryDeps,
): { readonly id: string; readonly text: string } {
  const now = deps.now();
  const id = newId(now);
  const body = {
    command: command.id,
    sha256: command.sha256,
    status: 'expired_undelivered',
    code,
  } satisfies Record<keyof Pick<ReceiptBody, 'command' | 'sha256' | 'status' | 'code'>, string>;
  const message = {
    v: 1,
    id,
    iss: deps.view.hubId,
    aud: command.iss,
    hub: deps.view.hubId,
    iat: now,
    exp: now + protocolLimits.commandMaxLifetimeMs,
    ws: command.workspaceId,
    ...(command.agt === null ? {} : { agt: command.agt }),
    body,
  };
  return { id, text: signEnvelope('receipt', message, deps.signer) };
}
