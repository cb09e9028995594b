import type { SpokeDb } from '@wheelhouse/prisma/spoke';

const dayMs = 86_400_000;
/** A used or expired code or link is of no use, except to whoever looks into an incident the next day. */
const codesKeptMs = dayMs;
/** The delivery log. */
const mailsKeptMs = 30 * dayMs;

/** Forgets codes, links and sign-ins under way that are over, directory rows of sessions that are, and old mail. */
export async function sweepSignIn({ db, now }: { readonly db: SpokeDb; readonly now: () => number }): Promise<void> {
  const before = (ageMs: number): { readonly lt: Date } => ({ lt: new Date(now() - ageMs) });
  await db.withInstance('retention', async (tx) => {
    await tx.loginCode.deleteMany({ where: { expiresAt: before(codesKeptMs) } });
    await tx.oneTimeLink.deleteMany({ where: { expiresAt: before(codesKeptMs) } });
    await tx.oidcFlow.deleteMany({ where: { expiresAt: before(0) } });
    await tx.sessionDirectory.deleteMany({ where: { expiresAt: before(0) } });
    await tx.mailMessage.deleteMany({ where: { state: { not: 'queued' }, createdAt: before(mailsKeptMs) } });
  });
}
