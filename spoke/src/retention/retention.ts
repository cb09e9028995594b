import { limits, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import { sweepSignIn } from '../people/sweep-sign-in.ts';
import { purgeOverdue } from '../workspaces/purge.ts';

export interface RetentionDeps {
  readonly db: SpokeDb;
  readonly logger: Logger;
  readonly now: () => number;
  /** Holds the files of runs. */
  readonly instanceDir: string;
}

export interface Retention {
  close(): Promise<void>;
}

const sweepEveryMs = 60_000;
const dayMs = 86_400_000;
/** A returning receipt finds its workspace for this long. */
const issuedKeptMs = 30 * dayMs;
const securityEventsKeptMs = 90 * dayMs;
/** Windows end by the clock of the store, which may be behind ours. */
const windowSlackMs = 3_600_000;

/** Keeps what only guards a span of time from growing for ever. */
export function startRetention(deps: RetentionDeps): Retention {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = sweep(deps).catch((error: unknown) => {
      deps.logger.warn({ event: 'retention_failed', err: error }, 'a retention sweep failed');
    });
  }, sweepEveryMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

/** One sweep: the ledger, what was issued, security events, limits, kept answers, tombstones, commands that never left, deleted workspaces. */
export async function sweep(deps: RetentionDeps): Promise<void> {
  const now = deps.now();
  const before = (ageMs: number): Date => new Date(now - ageMs);
  // A row may go only once its message could not be accepted any more, by any clock within the skew.
  const ledgerAgeMs = limits.clockSkewMaxMs + limits.ledgerSlackMs;
  await deps.db.withInstance('retention', async (tx) => {
    await tx.intake.deleteMany({
      where: { exp: { lt: before(ledgerAgeMs) }, createdAt: { lt: before(limits.ledgerMinMs) } },
    });
    await tx.issued.deleteMany({ where: { createdAt: { lt: before(issuedKeptMs) } } });
    await tx.securityEvent.deleteMany({ where: { at: { lt: before(securityEventsKeptMs) } } });
    await tx.rateWindow.deleteMany({ where: { expiresAt: { lt: before(windowSlackMs) } } });
  });
  await sweepSignIn(deps);
  const workspaces = await deps.db.withInstance('retention', (tx) =>
    tx.workspaceDirectory.findMany({ where: { deletedAt: null }, select: { workspaceId: true } }),
  );
  for (const { workspaceId } of workspaces) await sweepWorkspace(deps, workspaceId as WorkspaceId);
  const onFailure = (workspaceId: string, error: unknown): void => {
    deps.logger.warn({ event: 'purge_failed', workspaceId, err: error }, 'a workspace could not be purged yet');
  };
  await purgeOverdue({ ...deps, onFailure });
}

async function sweepWorkspace(deps: RetentionDeps, workspaceId: WorkspaceId): Promise<void> {
  const now = deps.now();
  const overdue = new Date(now - limits.clockSkewMaxMs - limits.lostAfterMs);
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    await tx.idempotencyKey.deleteMany({ where: { workspaceId, expiresAt: { lt: new Date(now) } } });
    await tx.runTombstone.deleteMany({
      where: { workspaceId, exp: { lt: new Date(now - limits.commandMaxLifetimeMs) } },
    });
    const stuck = await tx.command.findMany({
      where: { workspaceId, direction: 'out', state: { in: ['created', 'queued'] }, exp: { lt: overdue } },
      select: { id: true },
      take: 500,
    });
    const ids = stuck.map((command) => command.id);
    const end = { code: 'EXPIRED_UNDELIVERED', endedAt: new Date(now) };
    await tx.command.updateMany({ where: { workspaceId, id: { in: ids } }, data: { state: 'expired', ...end } });
    await tx.run.updateMany({
      where: { workspaceId, commandId: { in: ids }, state: 'queued' },
      data: { state: 'rejected', ...end, updatedAt: new Date(now) },
    });
  });
}
