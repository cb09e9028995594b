import { createRecoveryCodes, createTotpSecret, describeTotp, macOfRecoveryCode } from '@wheelhouse/identity';
import { newId, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { totpContext } from '../sealing/contexts.ts';
import { takeFactorCode, takeTotp } from './check-factor.ts';
import type { PeopleDeps } from './deps.ts';
import { endSessions } from './sessions.ts';
import { takeFactorAttempt } from './sign-in-limits.ts';

export interface FactorWish {
  readonly userId: string;
  readonly sessionId: string;
  readonly factorId: string;
  readonly code: string;
}

/** A person's authenticator apps. */
export async function listFactors(deps: PeopleDeps, userId: string): Promise<spokeApi.FactorView[]> {
  const rows = await deps.db.withUser(userId, (tx) =>
    tx.totpFactor.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } }),
  );
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.getTime(),
    confirmedAt: row.confirmedAt?.getTime() ?? null,
  }));
}

/** Makes a secret for an app. It counts once a code of it came back; until then a new one replaces it. */
export async function addFactor(deps: PeopleDeps, userId: string, actor: AuditActor): Promise<spokeApi.NewFactor> {
  const id = newId(deps.now());
  const secret = createTotpSecret();
  const account = await deps.db.withUser(userId, async (tx) => {
    await tx.totpFactor.deleteMany({ where: { userId, confirmedAt: null } });
    const sealedSecret = deps.sealer.seal(secret, totpContext(id));
    await tx.totpFactor.create({ data: { userId, id, sealedSecret, createdAt: new Date(deps.now()) } });
    await addInstanceAudit(tx, actor, { action: 'factor.create', resourceKind: 'factor', resourceId: id });
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    return email;
  });
  return { id, ...describeTotp(secret, { issuer: `Wheelhouse ${deps.frame().instance}`, account }) };
}

/**
 * Confirms an app by its first code: signing in asks for it from now on, other sessions end, and recovery codes are made.
 * @throws WheelhouseError INVALID where the code is not right; NOT_FOUND where there is no such app to confirm
 */
export async function confirmFactor(
  deps: PeopleDeps,
  wish: FactorWish,
  actor: AuditActor,
): Promise<spokeApi.RecoveryCodes> {
  const { userId, factorId: id, sessionId } = wish;
  await takeFactorAttempt(deps, userId, actor.ip ?? '');
  return deps.db.withUser(userId, async (tx) => {
    const factor = await tx.totpFactor.findUnique({ where: { userId_id: { userId, id } } });
    if (factor === null || factor.confirmedAt !== null) throw new WheelhouseError('NOT_FOUND');
    if (!(await takeTotp(tx, deps, factor, wish.code))) throw wrongFactorCode();
    await tx.totpFactor.update({ where: { userId_id: { userId, id } }, data: { confirmedAt: new Date(deps.now()) } });
    await endSessions(tx, { userId, now: deps.now(), except: sessionId });
    await tx.session.updateMany({ where: { userId, id: sessionId }, data: { secondFactor: true } });
    await tellOwner(tx, deps, userId, 'added');
    await addInstanceAudit(tx, actor, { action: 'factor.confirm', resourceKind: 'factor', resourceId: id });
    return { codes: await replaceRecoveryCodes(tx, deps, userId) };
  });
}

/**
 * Takes an app away; needs a code of it or a recovery code. With the last one its recovery codes go.
 * @throws WheelhouseError INVALID where the code is not right; NOT_FOUND where there is no such app
 */
export async function removeFactor(deps: PeopleDeps, wish: FactorWish, actor: AuditActor): Promise<void> {
  const { userId, factorId: id, code } = wish;
  await takeFactorAttempt(deps, userId, actor.ip ?? '');
  await deps.db.withUser(userId, async (tx) => {
    const factor = await tx.totpFactor.findUnique({ where: { userId_id: { userId, id } } });
    if (factor === null) throw new WheelhouseError('NOT_FOUND');
    if (factor.confirmedAt !== null) {
      if ((await takeFactorCode(tx, deps, { userId, code })) === null) throw wrongFactorCode();
      await tellOwner(tx, deps, userId, 'removed');
    }
    await tx.totpFactor.delete({ where: { userId_id: { userId, id } } });
    const left = await tx.totpFactor.count({ where: { userId, confirmedAt: { not: null } } });
    if (left === 0) await tx.recoveryCode.deleteMany({ where: { userId } });
    await addInstanceAudit(tx, actor, { action: 'factor.delete', resourceKind: 'factor', resourceId: id });
  });
}

/**
 * Makes new recovery codes; the old ones are worth nothing. Needs a code of an app or an old recovery code.
 * @throws WheelhouseError INVALID
 */
export async function renewRecoveryCodes(
  deps: PeopleDeps,
  wish: { readonly userId: string; readonly code: string },
  actor: AuditActor,
): Promise<spokeApi.RecoveryCodes> {
  const { userId } = wish;
  await takeFactorAttempt(deps, userId, actor.ip ?? '');
  return deps.db.withUser(userId, async (tx) => {
    if ((await takeFactorCode(tx, deps, wish)) === null) throw wrongFactorCode();
    await addInstanceAudit(tx, actor, { action: 'recovery-codes.create', resourceKind: 'user', resourceId: userId });
    return { codes: await replaceRecoveryCodes(tx, deps, userId) };
  });
}

async function replaceRecoveryCodes(tx: SpokeTx, deps: PeopleDeps, userId: string): Promise<string[]> {
  const codes = [...createRecoveryCodes()];
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({
      userId,
      id: newId(deps.now()),
      codeMac: macOfRecoveryCode(deps.sealer, userId, code),
    })),
  });
  return codes;
}

async function tellOwner(tx: SpokeTx, deps: PeopleDeps, userId: string, change: 'added' | 'removed'): Promise<void> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  await queueMail(tx, deps.sealer, { kind: 'second-factor-changed', to: email, data: { change } });
}

function wrongFactorCode(): WheelhouseError {
  return new WheelhouseError('INVALID', 'the code is not right, or not any more');
}
