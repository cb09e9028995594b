import { codeMatches, createOneTimeCode, macOfCode, oneTimeCodeRules } from '@wheelhouse/identity';
import { newId, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { PeopleDeps } from './deps.ts';

export type CodePurpose = 'sign-up' | 'sign-in' | 'second-factor' | 'link-identity';

export interface NewCode {
  readonly purpose: CodePurpose;
  readonly email: string;
  readonly userId: string | null;
  /** What the right code completes; sealed. */
  readonly payload?: Uint8Array;
  /** Default: six digits. */
  readonly code?: string;
}

export interface BookedCode extends spokeApi.CodeSent {
  /** To be sent, never to be answered. */
  readonly code: string;
}

/** Books a code in the caller's transaction. Of the code only a keyed digest is kept. */
export async function bookCode(
  tx: SpokeTx,
  deps: Pick<PeopleDeps, 'sealer' | 'now'>,
  wish: NewCode,
): Promise<BookedCode> {
  const now = deps.now();
  const id = newId(now);
  const code = wish.code ?? createOneTimeCode();
  const expiresAt = now + oneTimeCodeRules.lifetimeMs;
  await tx.loginCode.create({
    data: {
      id,
      purpose: wish.purpose,
      email: wish.email,
      userId: wish.userId,
      codeMac: macOfCode(deps.sealer, id, code),
      sealed: wish.payload === undefined ? null : deps.sealer.seal(wish.payload, `code:${id}`),
      createdAt: new Date(now),
      expiresAt: new Date(expiresAt),
    },
  });
  return { id, code, expiresAt };
}

export interface TriedCode {
  readonly id: string;
  readonly email: string;
  readonly userId: string | null;
  readonly payload: Uint8Array | null;
}

interface TryRow {
  readonly email: string;
  readonly user_id: string | null;
  readonly code_mac: Uint8Array;
  readonly sealed: Uint8Array | null;
}

/**
 * Checks a code. A try is counted and committed before anything is compared, so tries in parallel count as well as tries
 * one after the other; the right code still has to be taken by {@link consumeCode}.
 * @throws WheelhouseError UNAUTHENTICATED for unknown, other purpose, expired, used, tried too often and wrong alike
 */
export async function tryCode(
  deps: Pick<PeopleDeps, 'db' | 'sealer' | 'now'>,
  purpose: CodePurpose,
  given: spokeApi.GivenCode,
): Promise<TriedCode> {
  const row = await countTry(deps, purpose, given.id);
  const matches =
    row !== null && codeMatches(deps.sealer, given.id, { code: given.code, mac: new Uint8Array(row.code_mac) });
  if (!matches) throw wrongCode();
  const payload = row.sealed === null ? null : deps.sealer.open(new Uint8Array(row.sealed), `code:${given.id}`);
  return { id: given.id, email: row.email, userId: row.user_id, payload };
}

async function countTry(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  purpose: CodePurpose,
  id: string,
): Promise<TryRow | null> {
  const now = new Date(deps.now());
  const rows = await deps.db.withInstance(
    'sign-in',
    (tx) => tx.$queryRaw<TryRow[]>`
      UPDATE login_codes SET tries = tries + 1
      WHERE id = ${id}::uuid AND purpose = ${purpose} AND used_at IS NULL
        AND tries < ${oneTimeCodeRules.maxTries} AND expires_at > ${now}
      RETURNING email, user_id, code_mac, sealed`,
  );
  return rows[0] ?? null;
}

/**
 * Takes a code for good, in the transaction of what it completes: of two that bring it at once, one is first.
 * @throws WheelhouseError UNAUTHENTICATED for the other
 */
export async function consumeCode(tx: SpokeTx, id: string, now: number): Promise<void> {
  const { count } = await tx.loginCode.updateMany({ where: { id, usedAt: null }, data: { usedAt: new Date(now) } });
  if (count === 0) throw wrongCode();
}

export function wrongCode(): WheelhouseError {
  return new WheelhouseError('UNAUTHENTICATED', 'the code is not right, or not any more');
}
