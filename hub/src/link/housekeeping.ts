import type { HubDb } from '@wheelhouse/prisma/hub';
import type { Logger } from '@wheelhouse/server';
import type { HubLimits } from '../limits.ts';
import { deleteOldDeadLetters, markLost } from '../mailbox/expiry-store.ts';
import { graceAfterStartMs } from '../instances/liveness.ts';
import { sweepOperators } from '../operators/sweep.ts';
import { renewLeases } from './open-link.ts';
import type { Sessions } from './sessions.ts';

export interface HousekeepingDeps {
  readonly db: HubDb;
  readonly sessions: Sessions;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly nodeId: string;
  readonly now: () => number;
  readonly expire: (liveIds: readonly string[]) => Promise<void>;
}

/** What happens by the clock: heartbeats, leases, lost wakes, expiry. */
export function startHousekeeping(deps: HousekeepingDeps): { close(): Promise<void> } {
  const { limits, sessions } = deps;
  const startedAt = deps.now();
  const beat = setInterval(() => {
    const now = deps.now();
    for (const session of sessions.list()) session.tick(now);
  }, limits.heartbeatIntervalMs / 4);
  const lease = every(deps, limits.heartbeatIntervalMs, () => renew(deps));
  const sweep = every(deps, limits.sweepIntervalMs, () => sweepOnce(deps, startedAt));
  return {
    async close() {
      clearInterval(beat);
      await Promise.all([lease.close(), sweep.close()]);
    },
  };
}

async function renew(deps: HousekeepingDeps): Promise<void> {
  const spokeIds = deps.sessions.list().map((session) => session.spokeId);
  await renewLeases(deps.db, {
    nodeId: deps.nodeId,
    spokeIds,
    now: deps.now(),
    leaseMs: deps.limits.heartbeatDeadAfterMs,
  });
}

async function sweepOnce(deps: HousekeepingDeps, startedAt: number): Promise<void> {
  const liveIds: string[] = deps.sessions.list().map((session) => session.spokeId);
  const now = deps.now();
  const rows = await deps.db.run((db) =>
    db.mailboxHead.findMany({ where: { spokeId: { in: liveIds } }, select: { spokeId: true, nextOffset: true } }),
  );
  for (const row of rows) {
    const session = deps.sessions.find(row.spokeId);
    if (session !== null && Number(row.nextOffset) - 1 > session.sentOffset) session.wake();
  }
  await deps.expire(liveIds);
  await sweepOperators(deps.db, now);
  await deps.db.transaction(async (tx) => {
    await deleteOldDeadLetters(tx, now);
    if (now - startedAt > graceAfterStartMs) {
      await markLost(tx, { now, lostAfterMs: deps.limits.lostAfterMs, liveIds });
    }
  });
}

/** Runs `work` again and again, never twice at once; a failure is logged and the next turn tries anew. */
function every(
  deps: Pick<HousekeepingDeps, 'logger'>,
  intervalMs: number,
  work: () => Promise<void>,
): { close(): Promise<void> } {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => deps.logger.warn({ event: 'housekeeping', err: error }, 'housekeeping failed'))
      .finally(() => {
        running = null;
      });
  }, intervalMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
