import type { HubDb } from '@wheelhouse/prisma/hub';

/** Removes counters, sessions and links that count for nothing any more. */
export async function sweepOperators(db: HubDb, now: number): Promise<void> {
  const over = { expiresAt: { lt: new Date(now) } };
  await db.run((tx) => tx.rateWindow.deleteMany({ where: over }));
  await db.run((tx) => tx.operatorSession.deleteMany({ where: over }));
  await db.run((tx) => tx.operatorLink.deleteMany({ where: over }));
}
