import {
  decideFreshness,
  newId,
  type CommandMessage,
  type InstanceId,
  type OpenedMessage,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Failpoints } from '@wheelhouse/server';
import type { WorkWatch } from '../operations/watch-work.ts';
import { signReceipt, type ReceiptSigner } from '../receipts/sign-receipt.ts';
import type { Authority, PolicyFact } from './facts.ts';
import { applyEffect } from './effects.ts';
import { decideAddress, decideCommand, decideLedger, decidePeer, type Refusal } from './rules.ts';
import { readAuthority, readFacts } from './read-facts.ts';
import * as store from './store.ts';

export interface IntakeDeps {
  readonly db: SpokeDb;
  readonly signer: ReceiptSigner;
  readonly self: InstanceId;
  /** The hub this instance is joined to; itself where it is joined to none. */
  hubId(): InstanceId;
  readonly failpoints: Failpoints;
  readonly now: () => number;
  /** Around each intake: measures it. */
  readonly watch?: WorkWatch['taking'];
}

/** Where on the link a message stood, so that its storage and its acknowledgement are one fact. */
export interface LinkPosition {
  readonly hub: InstanceId;
  readonly epoch: string;
  readonly offset: number;
}

export type CommandSource =
  | { readonly kind: 'link'; readonly position: LinkPosition }
  | {
      readonly kind: 'local';
      readonly authority: Extract<Authority, { kind: 'local' }>;
      readonly requestId?: string;
      readonly ip?: string | undefined;
      readonly userAgent?: string | null | undefined;
    };

export type OpenedCommand = OpenedMessage<'command'> & { readonly message: CommandMessage };

/** `receipt` is the signed answer; a replay gives the bytes of the first one. */
export type IntakeResult =
  | { readonly kind: 'accepted'; readonly receipt: string; readonly runId: string | null }
  | { readonly kind: 'rejected'; readonly receipt: string; readonly refusal: Refusal }
  | { readonly kind: 'replayed'; readonly receipt: string; readonly refusal: Refusal | null }
  /** Answered by no signature: the id is spent on other bytes. */
  | { readonly kind: 'reused' };

const attemptsOnRace = 3;

/**
 * Decides one command whose signature was verified, and books the decision in one transaction: ledger, command, run,
 * receipt, link position, audit, outbox. When it resolves, everything is stored; only then may the link acknowledge.
 * Safe to call again with the same command: the ledger answers.
 * @throws what the database throws; nothing is stored then
 */
export async function takeCommand(
  deps: IntakeDeps,
  opened: OpenedCommand,
  source: CommandSource,
): Promise<IntakeResult> {
  const take = (): Promise<IntakeResult> => takeUntilStored(deps, opened, source);
  return deps.watch === undefined ? take() : deps.watch(opened, take);
}

async function takeUntilStored(deps: IntakeDeps, opened: OpenedCommand, source: CommandSource): Promise<IntakeResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await takeOnce(deps, opened, source);
      await deps.failpoints.hit('spoke.intake.after-commit');
      return result;
    } catch (error) {
      // Two deliveries of one id raced; the loser finds the winner's ledger row on its next try.
      if (!store.isUniqueViolation(error) || attempt === attemptsOnRace) throw error;
    }
  }
}

async function takeOnce(deps: IntakeDeps, opened: OpenedCommand, source: CommandSource): Promise<IntakeResult> {
  const { message } = opened;
  const directory = await deps.db.withInstance('link', (tx) => store.findWorkspace(tx, message.ws));
  if (directory === null) {
    return deps.db.withInstance('link', (tx) => takeOutsideWorkspace({ deps, tx, opened, source }));
  }
  const workspaceId = message.ws;
  if (source.kind === 'local') {
    const actor = { kind: message.act.kind, id: source.authority.principalId };
    return deps.db.withTenant({ workspaceId, actor }, (tx) => takeInWorkspace({ deps, tx, opened, source }));
  }
  // A peer enters as itself: without a grant the database shows it nothing, whatever the rules below say.
  const actor = { kind: 'remote' as const, id: message.iss };
  const taken = await deps.db.withTenant({ workspaceId, actor }, async (tx) =>
    (await store.isPrincipal(tx, workspaceId, message.iss)) ? takeInWorkspace({ deps, tx, opened, source }) : null,
  );
  return taken ?? deps.db.withSystemTenant(workspaceId, (tx) => takeInWorkspace({ deps, tx, opened, source }));
}

interface Taking {
  readonly deps: IntakeDeps;
  readonly tx: SpokeTx;
  readonly opened: OpenedCommand;
  readonly source: CommandSource;
}

type Early =
  | { readonly step: 'answer'; readonly result: IntakeResult }
  | { readonly step: 'refuse'; readonly refusal: Refusal }
  | { readonly step: 'go'; readonly policy: PolicyFact | null };

/** What needs no workspace: the link position, the ledger, the address, the peer, the time. */
async function decideEarly({ deps, tx, opened, source }: Taking): Promise<Early> {
  const { message, sha256 } = opened;
  const policy = source.kind === 'link' ? await store.advance(tx, source.position) : null;
  const known = await store.findLedger(tx, message.iss, message.id);
  const ledger = decideLedger(known, sha256);
  if (ledger === 'reused') return { step: 'answer', result: await reportReuse(tx, opened) };
  if (ledger === 'replay' && known !== null) {
    return { step: 'answer', result: await answerAgain(tx, opened, known, source) };
  }
  const address = decideAddress(message, { self: deps.self, hub: deps.hubId() });
  if (address !== null) return { step: 'refuse', refusal: address };
  if (policy !== null) {
    const peer = await store.findPeer(tx, message.iss);
    const refusal = decidePeer(peer, policy, message.body.verb, deps.now());
    if (refusal !== null) return { step: 'refuse', refusal };
  }
  const fresh = decideFreshness(message, message.body.verb, deps.now());
  return fresh === 'ok' ? { step: 'go', policy } : { step: 'refuse', refusal: { code: fresh } };
}

async function takeOutsideWorkspace(taking: Taking): Promise<IntakeResult> {
  const early = await decideEarly(taking);
  if (early.step === 'answer') return early.result;
  const refusal: Refusal = early.step === 'refuse' ? early.refusal : { code: 'NOT_AUTHORIZED' };
  await store.addSecurityEvent(taking.tx, 'command_refused', taking.opened.message.iss, {
    code: refusal.code,
    sha256: taking.opened.sha256,
  });
  return reject(taking, refusal, null);
}

async function takeInWorkspace(taking: Taking): Promise<IntakeResult> {
  const { deps, tx, opened, source } = taking;
  const { message } = opened;
  await store.lockRun(tx, message.ws, message.agt ?? message.id);
  const early = await decideEarly(taking);
  if (early.step === 'answer') return early.result;
  const workspaceId = message.ws;
  if (early.step === 'refuse') return reject(taking, early.refusal, workspaceId);
  const facts = await readFacts(tx, message, { self: deps.self, sharingWith: sharingWith(source) });
  const authority = source.kind === 'local' ? source.authority : await readAuthority(tx, message);
  const decision = (await store.isCommandIdTaken(tx, workspaceId, message.id))
    ? { accept: false as const, refusal: { code: 'CONFLICT' as const } }
    : decideCommand(message, authority, facts, deps.now());
  if (!decision.accept) return reject(taking, decision.refusal, workspaceId);
  const receiptId = newId(deps.now());
  const receipt = signReceipt(deps.signer, { command: opened, id: receiptId, status: 'accepted', now: deps.now() });
  await store.addLedger(tx, { opened, verdict: 'accepted', code: null, receipt, workspaceId });
  const createdBy = source.kind === 'local' ? source.authority.principalId : null;
  await applyEffect({ tx, opened, facts, decision, createdBy, now: deps.now() });
  await store.addReceipt(tx, {
    workspaceId,
    id: receiptId,
    commandId: message.id,
    status: 'accepted',
    envelope: receipt,
  });
  if (source.kind === 'link') await store.oweReceipt(tx, { opened, messageId: receiptId, workspaceId });
  await audit(taking, { verdict: 'accepted', code: null, grantId: decision.grantId, policy: early.policy });
  await deps.failpoints.hit('spoke.intake.before-commit');
  return {
    kind: 'accepted',
    receipt,
    runId: decision.effect.kind === 'use_existing' ? decision.effect.runId : (message.agt ?? null),
  };
}

/** Whose shares matter: nobody's whose permissions do not speak of sharing, so that a kill asks nothing it need not. */
function sharingWith(source: CommandSource): string | null {
  if (source.kind !== 'local') return null;
  const { principalId, permissions } = source.authority;
  return permissions.some((permission) => permission.endsWith(':shared')) ? principalId : null;
}

async function reject(taking: Taking, refusal: Refusal, workspaceId: WorkspaceId | null): Promise<IntakeResult> {
  const { deps, tx, opened, source } = taking;
  const id = newId(deps.now());
  const receipt = signReceipt(deps.signer, { command: opened, id, status: 'rejected', refusal, now: deps.now() });
  await store.addLedger(tx, { opened, verdict: 'rejected', code: refusal.code, receipt, workspaceId });
  if (source.kind === 'link') await store.oweReceipt(tx, { opened, messageId: id, workspaceId: null });
  if (workspaceId !== null)
    await audit(taking, { verdict: 'rejected', code: refusal.code, grantId: null, policy: null });
  await deps.failpoints.hit('spoke.intake.before-commit');
  return { kind: 'rejected', receipt, refusal };
}

/** Sends the stored answer once more; nothing is decided twice. */
async function answerAgain(
  tx: SpokeTx,
  opened: OpenedCommand,
  known: store.LedgerRow,
  source: CommandSource,
): Promise<IntakeResult> {
  if (source.kind === 'link') await store.oweReceipt(tx, { opened, messageId: opened.message.id, workspaceId: null });
  const refusal = known.verdict === 'rejected' && known.code !== null ? { code: known.code } : null;
  return { kind: 'replayed', receipt: known.receipt, refusal };
}

async function reportReuse(tx: SpokeTx, opened: OpenedCommand): Promise<IntakeResult> {
  await store.addSecurityEvent(tx, 'id_reused', opened.message.iss, { id: opened.message.id, sha256: opened.sha256 });
  return { kind: 'reused' };
}

interface AuditFacts {
  readonly verdict: 'accepted' | 'rejected';
  readonly code: string | null;
  readonly grantId: string | null;
  readonly policy: PolicyFact | null;
}

async function audit({ tx, opened, source }: Taking, facts: AuditFacts): Promise<void> {
  const { message, sha256 } = opened;
  await tx.auditLog.create({
    data: {
      workspaceId: message.ws,
      actorKind: source.kind === 'link' ? 'remote' : message.act.kind,
      actorId: source.kind === 'link' ? message.iss : source.authority.principalId,
      action: message.body.verb,
      resourceKind: 'run',
      resourceId: message.agt ?? null,
      verdict: facts.verdict,
      code: facts.code,
      envelopeSha256: sha256,
      grantId: facts.grantId,
      policyRevision: facts.policy?.revision ?? null,
      requestId: source.kind === 'local' ? (source.requestId ?? null) : null,
      ip: source.kind === 'local' ? (source.ip ?? null) : null,
      userAgent: source.kind === 'local' ? (source.userAgent ?? null) : null,
      detail: { iss: message.iss, command: message.id, act: message.act, keyid: opened.keyid },
    },
  });
}
