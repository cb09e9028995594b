import { findTotpStep, recoveryCodeMatches } from '@wheelhouse/identity';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { totpContext } from '../sealing/contexts.ts';
import type { PeopleDeps } from './deps.ts';

type Deps = Pick<PeopleDeps, 'sealer' | 'now'>;

/**
 * Takes a code of one of a person's confirmed authenticator apps or an unused recovery code, within a transaction of
 * theirs: of two that bring the same code at once, one is first. Says which it was, or null.
 */
export async function takeFactorCode(
  tx: SpokeTx,
  deps: Deps,
  given: { readonly userId: string; readonly code: string },
): Promise<'totp' | 'recovery' | null> {
  const { userId, code } = given;
  const factors = await tx.totpFactor.findMany({ where: { userId, confirmedAt: { not: null } } });
  for (const factor of factors) if (await takeTotp(tx, deps, factor, code)) return 'totp';
  return (await takeRecoveryCode(tx, deps, given)) ? 'recovery' : null;
}

export interface TotpRow {
  readonly userId: string;
  readonly id: string;
  readonly sealedSecret: Uint8Array;
  readonly lastStep: bigint;
}

/** Takes a code of this app; the same step never counts twice. */
export async function takeTotp(tx: SpokeTx, deps: Deps, factor: TotpRow, code: string): Promise<boolean> {
  const secret = deps.sealer.open(factor.sealedSecret, totpContext(factor.id));
  const step = findTotpStep(secret, code, { now: deps.now(), lastStep: Number(factor.lastStep) });
  if (step === null) return false;
  const { userId, id } = factor;
  const { count } = await tx.totpFactor.updateMany({
    where: { userId, id, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1;
}

async function takeRecoveryCode(
  tx: SpokeTx,
  deps: Deps,
  { userId, code }: { readonly userId: string; readonly code: string },
): Promise<boolean> {
  const unused = await tx.recoveryCode.findMany({ where: { userId, usedAt: null } });
  const match = unused.find(({ codeMac }) => recoveryCodeMatches(deps.sealer, userId, { code, mac: codeMac }));
  if (match === undefined) return false;
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, id: match.id, usedAt: null },
    data: { usedAt: new Date(deps.now()) },
  });
  return count === 1;
}
