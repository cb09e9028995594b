import { keyIdOf, type Sealer } from '@wheelhouse/identity';
import type { OrganizationId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { keptAnswerContext, mailContext, providerContext, secretContext, totpContext } from './contexts.ts';

export interface ResealDeps {
  readonly db: SpokeDb;
  readonly sealer: Sealer;
}

export interface Resealed {
  /** Values that were sealed anew. */
  readonly count: number;
  /** Keys that recovery codes still need: of a digest nothing can be made anew. */
  readonly stillNeeded: ReadonlySet<string>;
}

/**
 * Seals everything anew that an older key sealed, row by row, each only where it is still what was read. Safe to run
 * again and while everything else goes on.
 */
export async function resealAll(deps: ResealDeps): Promise<Resealed> {
  const { count, stillNeeded } = await resealPeople(deps);
  const rest = (await resealMail(deps)) + (await resealProviders(deps)) + (await resealSecrets(deps));
  return { count: count + rest, stillNeeded };
}

/** The value under the newest key; null where it is under it already. */
function renew(sealer: Sealer, sealed: Uint8Array, context: string): Uint8Array<ArrayBuffer> | null {
  return sealer.isOutdated(sealed) ? sealer.seal(sealer.open(sealed, context), context) : null;
}

async function resealPeople({ db, sealer }: ResealDeps): Promise<Resealed> {
  const people = await db.withInstance('sign-in', (tx) => tx.userDirectory.findMany({ select: { userId: true } }));
  const stillNeeded = new Set<string>();
  let count = 0;
  for (const { userId } of people) {
    await db.withUser(userId, async (tx) => {
      for (const { id, sealedSecret } of await tx.totpFactor.findMany({ where: { userId } })) {
        const renewed = renew(sealer, sealedSecret, totpContext(id));
        if (renewed === null) continue;
        count += (
          await tx.totpFactor.updateMany({ where: { userId, id, sealedSecret }, data: { sealedSecret: renewed } })
        ).count;
      }
      const codes = await tx.recoveryCode.findMany({ where: { userId, usedAt: null }, select: { codeMac: true } });
      for (const { codeMac } of codes) stillNeeded.add(keyIdOf(codeMac));
    });
  }
  return { count, stillNeeded };
}

const mailsAtOnce = 500;

async function resealMail({ db, sealer }: ResealDeps): Promise<number> {
  let count = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await db.withInstance('mail', async (tx) => {
      const found = await tx.mailMessage.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: mailsAtOnce,
        select: { id: true, sealed: true },
      });
      for (const { id, sealed } of found) {
        const renewed = renew(sealer, sealed, mailContext(id));
        if (renewed === null) continue;
        count += (await tx.mailMessage.updateMany({ where: { id, sealed }, data: { sealed: renewed } })).count;
      }
      return found;
    });
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = last.id;
  }
}

async function resealProviders({ db, sealer }: ResealDeps): Promise<number> {
  const all = await db.withInstance('sign-in', (tx) => tx.organizationDirectory.findMany());
  let count = 0;
  for (const { organizationId } of all) {
    await db.withSystemOrganization(organizationId as OrganizationId, async (tx) => {
      for (const { id, sealedSecret } of await tx.oidcProvider.findMany({ where: { organizationId } })) {
        const renewed = renew(sealer, sealedSecret, providerContext(id));
        if (renewed === null) continue;
        const where = { organizationId, id, sealedSecret };
        count += (await tx.oidcProvider.updateMany({ where, data: { sealedSecret: renewed } })).count;
      }
    });
  }
  return count;
}

async function resealSecrets({ db, sealer }: ResealDeps): Promise<number> {
  const all = await db.withInstance('sweep', (tx) => tx.workspaceDirectory.findMany({ select: { workspaceId: true } }));
  let count = 0;
  for (const { workspaceId } of all) {
    await db.withSystemTenant(workspaceId as WorkspaceId, async (tx) => {
      for (const { id, sealed } of await tx.secret.findMany({ where: { workspaceId } })) {
        const renewed = renew(sealer, sealed, secretContext(workspaceId, id));
        if (renewed === null) continue;
        count += (await tx.secret.updateMany({ where: { workspaceId, id, sealed }, data: { sealed: renewed } })).count;
      }
      count += await resealAnswers(tx, sealer, workspaceId);
    });
  }
  return count;
}

async function resealAnswers(tx: SpokeTx, sealer: Sealer, workspaceId: string): Promise<number> {
  let count = 0;
  const kept = await tx.idempotencyKey.findMany({ where: { workspaceId, response: { not: null } } });
  for (const { principalId, key, response } of kept) {
    const sealed = Buffer.from(response ?? '', 'base64');
    const renewed = renew(sealer, sealed, keptAnswerContext(workspaceId, principalId, key));
    if (renewed === null) continue;
    const data = { response: Buffer.from(renewed).toString('base64') };
    count += (await tx.idempotencyKey.updateMany({ where: { workspaceId, principalId, key, response }, data })).count;
  }
  return count;
}
