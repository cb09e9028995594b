import { decideFreshness, newId, type CommandMessage, type InstanceId, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Failpoints } from '@wheelhouse/server';
import type { WorkWatch } from '../operations/watch-work.ts';
import { signReceipt, type ReceiptSigner } from '../receipts/sign-receipt.ts';
import type { Arrival, CommandSource, OpenedCommand } from './arrival.ts';
import { applyEffect } from './effects.ts';
import type { Authority, PolicyFact } from './facts.ts';
import { readFacts } from './read-facts.ts';
import { lastOf, Round } from './round.ts';
import { decideAddress, decideCommand, decideLedger, decidePeer, type Refusal } from './rules.ts';
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

/** `receipt` is the signed answer; a replay gives the bytes of the first one. */
export type IntakeResult =
  | { readonly kind: 'accepted'; readonly receipt: string; readonly runId: string | null }
  | { readonly kind: 'rejected'; readonly receipt: string; readonly refusal: Refusal }
  | { readonly kind: 'replayed'; readonly receipt: string; readonly refusal: Refusal | null }
  /** Answered by no signature: the id is spent on other bytes. */
  | { readonly kind: 'reused' };

const attemptsOnRace = 3;

/**
 * Decides commands whose signatures were verified, and books the decisions in one transaction: ledger, commands, runs,
 * receipts, link position, audit, outbox. When it resolves, everything is stored; only then may the link acknowledge.
 * Safe to call again with the same commands: the ledger answers.
 * @param arrivals in their order, all of one issuer for one workspace, and by the same way
 * @throws what the database throws; whatever was stored by then is answered as a replay the next time
 */
export async function takeCommands(deps: IntakeDeps, arrivals: readonly Arrival[]): Promise<readonly IntakeResult[]> {
  const stored = takeUntilStored(deps, arrivals);
  const { watch } = deps;
  if (watch === undefined) return stored;
  const one = async (index: number): Promise<IntakeResult> => (await stored)[index] as IntakeResult;
  return Promise.all(arrivals.map(({ opened }, index) => watch(opened, () => one(index))));
}

/** One command: see {@link takeCommands}. */
export async function takeCommand(
  deps: IntakeDeps,
  opened: OpenedCommand,
  source: CommandSource,
): Promise<IntakeResult> {
  const [result] = await takeCommands(deps, [{ opened, source }]);
  return result as IntakeResult;
}

async function takeUntilStored(deps: IntakeDeps, arrivals: readonly Arrival[]): Promise<IntakeResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const results = await takeOnce(deps, arrivals);
      await deps.failpoints.hit('spoke.intake.after-commit');
      return results;
    } catch (error) {
      // One that cannot be stored must not hold up those that came with it.
      if (arrivals.length > 1) return takeEach(deps, arrivals);
      // Two deliveries of one id raced; the loser finds the winner's ledger row on its next try.
      if (!store.isUniqueViolation(error) || attempt === attemptsOnRace) throw error;
    }
  }
}

async function takeEach(deps: IntakeDeps, arrivals: readonly Arrival[]): Promise<IntakeResult[]> {
  const results: IntakeResult[] = [];
  for (const arrival of arrivals) results.push(...(await takeUntilStored(deps, [arrival])));
  return results;
}

async function takeOnce(deps: IntakeDeps, arrivals: readonly Arrival[]): Promise<IntakeResult[]> {
  const { opened, source } = lastOf(arrivals);
  const { ws: workspaceId, iss, act } = opened.message;
  const directory = await deps.db.withInstance('link', (tx) => store.findWorkspace(tx, workspaceId));
  if (directory === null) {
    return deps.db.withInstance('link', async (tx) =>
      takeRound(deps, await Round.open(tx, arrivals, null), arrivals, takeOutsideWorkspace),
    );
  }
  const takeInside = async (tx: SpokeTx): Promise<IntakeResult[]> =>
    takeRound(deps, await Round.open(tx, arrivals, workspaceId), arrivals, takeInWorkspace);
  if (source.kind !== 'link' && source.authority.kind === 'local') {
    return deps.db.withTenant({ workspaceId, actor: { kind: act.kind, id: source.authority.principalId } }, takeInside);
  }
  // A peer enters as itself: without a grant the database shows it nothing, whatever the rules below say.
  const peer = peerOf(source) ?? iss;
  const actor = { kind: 'remote' as const, id: peer };
  const taken = await deps.db.withTenant({ workspaceId, actor }, async (tx) =>
    (await store.isPrincipal(tx, workspaceId, peer)) ? takeInside(tx) : null,
  );
  return taken ?? deps.db.withSystemTenant(workspaceId, takeInside);
}

/** The other instance for whose run an agent asks. */
function peerOf(source: CommandSource): InstanceId | null {
  return source.kind === 'run' && source.authority.kind === 'issuer' ? source.authority.issuer : null;
}

/** The principal of this workspace who asks; null for other instances. */
function principalOf(source: CommandSource): string | null {
  return source.kind !== 'link' && source.authority.kind === 'local' ? source.authority.principalId : null;
}

/** By what right the command acts: a person's here, or what was granted to the instance that it comes from or runs for. */
async function authorityOf(round: Round, message: CommandMessage, source: CommandSource): Promise<Authority> {
  if (source.kind !== 'link' && source.authority.kind === 'local') return source.authority;
  return round.authorityOf({ ...message, iss: peerOf(source) ?? message.iss });
}

async function takeRound(
  deps: IntakeDeps,
  round: Round,
  arrivals: readonly Arrival[],
  take: (taking: Taking) => Promise<IntakeResult>,
): Promise<IntakeResult[]> {
  const results: IntakeResult[] = [];
  for (const arrival of arrivals) results.push(await take({ deps, round, ...arrival }));
  await round.book.write(round.tx);
  await deps.failpoints.hit('spoke.intake.before-commit');
  return results;
}

interface Taking extends Arrival {
  readonly deps: IntakeDeps;
  readonly round: Round;
}

type Early =
  | { readonly step: 'answer'; readonly result: IntakeResult }
  | { readonly step: 'refuse'; readonly refusal: Refusal }
  | { readonly step: 'go' };

/** What needs no workspace: the ledger, the address, the peer, the time. */
async function decideEarly({ deps, round, opened, source }: Taking): Promise<Early> {
  const { message, sha256 } = opened;
  const known = round.ledgerOf(message.id);
  const ledger = decideLedger(known, sha256);
  if (ledger === 'reused') return { step: 'answer', result: await reportReuse(round.tx, opened) };
  if (ledger === 'replay' && known !== null)
    return { step: 'answer', result: answerAgain(round, opened, known, source) };
  const address = decideAddress(message, { self: deps.self, hub: deps.hubId() });
  if (address !== null) return { step: 'refuse', refusal: address };
  if (round.policy !== null) {
    const refusal = decidePeer(await round.peer(message.iss), round.policy, message.body.verb, deps.now());
    if (refusal !== null) return { step: 'refuse', refusal };
  }
  const fresh = decideFreshness(message, message.body.verb, deps.now());
  return fresh === 'ok' ? { step: 'go' } : { step: 'refuse', refusal: { code: fresh } };
}

async function takeOutsideWorkspace(taking: Taking): Promise<IntakeResult> {
  const early = await decideEarly(taking);
  if (early.step === 'answer') return early.result;
  const refusal: Refusal = early.step === 'refuse' ? early.refusal : { code: 'NOT_AUTHORIZED' };
  await store.addSecurityEvent(taking.round.tx, 'command_refused', taking.opened.message.iss, {
    code: refusal.code,
    sha256: taking.opened.sha256,
  });
  return reject(taking, refusal, null);
}

async function takeInWorkspace(taking: Taking): Promise<IntakeResult> {
  const { deps, round, opened, source } = taking;
  const { message } = opened;
  const early = await decideEarly(taking);
  if (early.step === 'answer') return early.result;
  const workspaceId = message.ws;
  if (early.step === 'refuse') return reject(taking, early.refusal, workspaceId);
  const parentId = source.kind === 'run' ? source.parentId : null;
  const facts = await readFacts(round.tx, message, { self: deps.self, sharingWith: sharingWith(source), parentId });
  const authority = await authorityOf(round, message, source);
  const decision = round.isIdTaken(message.id)
    ? { accept: false as const, refusal: { code: 'CONFLICT' as const } }
    : decideCommand(message, authority, facts, deps.now());
  if (!decision.accept) return reject(taking, decision.refusal, workspaceId);
  const receiptId = newId(deps.now());
  const receipt = signReceipt(deps.signer, { command: opened, id: receiptId, status: 'accepted', now: deps.now() });
  const { book } = round;
  book.addLedger({ opened, verdict: 'accepted', code: null, receipt, workspaceId });
  const createdBy = principalOf(source);
  await applyEffect({ tx: round.tx, opened, facts, decision, createdBy, now: deps.now() });
  book.addReceipt({ workspaceId, id: receiptId, commandId: message.id, status: 'accepted', envelope: receipt });
  if (source.kind === 'link') book.oweReceipt(opened, receiptId, workspaceId);
  audit(taking, { verdict: 'accepted', code: null, grantId: decision.grantId, policy: round.policy });
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

function reject(taking: Taking, refusal: Refusal, workspaceId: WorkspaceId | null): IntakeResult {
  const { deps, round, opened, source } = taking;
  const id = newId(deps.now());
  const receipt = signReceipt(deps.signer, { command: opened, id, status: 'rejected', refusal, now: deps.now() });
  round.book.addLedger({ opened, verdict: 'rejected', code: refusal.code, receipt, workspaceId });
  if (source.kind === 'link') round.book.oweReceipt(opened, id, null);
  if (workspaceId !== null) audit(taking, { verdict: 'rejected', code: refusal.code, grantId: null, policy: null });
  return { kind: 'rejected', receipt, refusal };
}

/** Sends the stored answer once more; nothing is decided twice. */
function answerAgain(round: Round, opened: OpenedCommand, known: store.LedgerRow, source: CommandSource): IntakeResult {
  if (source.kind === 'link') round.book.oweReceipt(opened, opened.message.id, null);
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

function audit({ round, opened, source }: Taking, facts: AuditFacts): void {
  const { message, sha256 } = opened;
  round.book.addAudit({
    workspaceId: message.ws,
    actorKind: principalOf(source) === null ? 'remote' : message.act.kind,
    actorId: principalOf(source) ?? peerOf(source) ?? message.iss,
    action: message.body.verb,
    resourceKind: 'run',
    resourceId: message.agt ?? null,
    verdict: facts.verdict,
    code: facts.code,
    envelopeSha256: sha256,
    grantId: facts.grantId,
    policyRevision: facts.policy?.revision ?? null,
    requestId: source.kind === 'link' ? null : (source.requestId ?? null),
    ip: source.kind === 'local' ? (source.ip ?? null) : null,
    userAgent: source.kind === 'local' ? (source.userAgent ?? null) : null,
    detail: {
      iss: message.iss,
      command: message.id,
      act: message.act,
      keyid: opened.keyid,
      ...(source.kind === 'run' ? { run: source.parentId } : {}),
    },
  });
}
