import type { HubTx } from '@wheelhouse/prisma/hub';
import {
  isJoinProof,
  openJoinRequest,
  readJoinRequest,
  sha256Hex,
  shortCode,
  WheelhouseError,
  type Code,
  type hubApi,
} from '@wheelhouse/protocol';
import type { z } from 'zod';
import { audit, auditEntry, notifyChange, type ChangeDeps, type Decider } from '../changes.ts';
import { ensureHead } from '../mailbox/store.ts';
import { announcePolicy } from '../policy/store.ts';

type State = z.infer<typeof hubApi.HubInstanceState>;

export interface EnrolDeps extends ChangeDeps {
  readonly hubFingerprint: string;
}

export interface Enrolled {
  readonly instance: string;
  readonly state: State;
  readonly shortCode: string;
}

/** A clock may be an hour off before its owner has joined anything; replays are stopped by the token's single use. */
const requestMaxAgeMs = 60 * 60_000;

/**
 * Takes a request to join: token proved and unused, keys sound, identity key possessed. The proof comes first: to look
 * at the keys of one request costs the hub up to 0.1 s, which a stranger must not be able to ask for. Afterwards the instance is
 * pinned, and pending unless the token says to approve at once. Whatever is refused stores nothing but an audit row;
 * a wrong token, a used one and a wrong proof look the same.
 * @throws WheelhouseError INVALID, SIGNATURE_INVALID, NOT_AUTHORIZED, CONFLICT
 */
export async function enrol(deps: EnrolDeps, envelope: string, decider: Decider): Promise<Enrolled> {
  try {
    const enrolled = await deps.db.transaction((tx) => admit(tx, deps, envelope, decider));
    await deps.directory.refreshInstance(enrolled.instance);
    return enrolled;
  } catch (error) {
    if (error instanceof WheelhouseError) await auditRefusal(deps, { envelope, code: error.code }, decider);
    throw error;
  }
}

async function admit(tx: HubTx, deps: EnrolDeps, envelope: string, decider: Decider): Promise<Enrolled> {
  const request = readJoinRequest(envelope);
  const now = deps.now();
  await tx.$queryRaw`select id from join_tokens where id = ${request.tokenId} for update`;
  const token = await tx.joinToken.findUnique({ where: { id: request.tokenId } });
  const isProved =
    token !== null && isJoinProof(request.proof, new Uint8Array(token.proofKey), deps.hubFingerprint, request.keyset);
  if (token === null || !isProved || Math.abs(now - request.iat) > requestMaxAgeMs) {
    throw new WheelhouseError('NOT_AUTHORIZED', 'the join token is not valid');
  }
  const { keyset } = openJoinRequest(envelope);
  const known = await tx.instance.findUnique({ where: { id: request.instance } });
  if (token.usedBy !== null) return answerAgain(token.usedBy, known, keyset.sha256);
  if (token.expiresAt.getTime() <= now) throw new WheelhouseError('NOT_AUTHORIZED', 'the join token is not valid');
  if (known !== null) throw new WheelhouseError('CONFLICT', 'this instance is enrolled already');
  const state: State = token.autoApprove ? 'active' : 'pending';
  const code = shortCode(deps.hubFingerprint, keyset.identityFingerprint);
  await tx.instance.create({
    data: {
      id: request.instance,
      name: request.name,
      region: request.region ?? null,
      identityFingerprint: keyset.identityFingerprint,
      keyset: request.keyset,
      keysetSeq: keyset.body.seq,
      state,
      shortCode: code,
      facts: { kind: 'spoke', keysetSha256: keyset.sha256 },
      requestedAt: new Date(now),
      approvedAt: token.autoApprove ? new Date(now) : null,
    },
  });
  await tx.joinToken.update({ where: { id: token.id }, data: { usedAt: new Date(now), usedBy: request.instance } });
  await ensureHead(tx, request.instance, request.instance.slice(-12));
  if (state === 'active') await announcePolicy(tx, [request.instance], now);
  const detail = { name: request.name, fingerprint: keyset.identityFingerprint, state, token: token.id };
  await audit(
    tx,
    deps,
    auditEntry(decider, { action: 'instance.join', resource: `instance:${request.instance}`, detail }),
  );
  await notifyChange(deps.db, tx, `instance:${request.instance}`);
  return { instance: request.instance, state, shortCode: code };
}

/** The answer to a join may have been lost: the same keys with the same token get it again, nobody else does. */
function answerAgain(
  usedBy: string,
  known: { id: string; state: string; shortCode: string | null; facts: unknown } | null,
  keysetSha256: string,
): Enrolled {
  const facts = (known?.facts ?? {}) as { keysetSha256?: unknown };
  if (known === null || known.id !== usedBy || facts.keysetSha256 !== keysetSha256) {
    throw new WheelhouseError('NOT_AUTHORIZED', 'the join token is not valid');
  }
  return { instance: known.id, state: known.state as State, shortCode: known.shortCode ?? '' };
}

async function auditRefusal(
  deps: EnrolDeps,
  what: { readonly envelope: string; readonly code: Code },
  decider: Decider,
): Promise<void> {
  const sha256 = sha256Hex(new TextEncoder().encode(what.envelope));
  const entry = auditEntry(decider, { action: 'instance.join', resource: 'instance', code: what.code, sha256 });
  await deps.db.transaction((tx) => audit(tx, deps, entry));
}
