import {
  isTerminalRun,
  newId,
  WheelhouseError,
  type AgentSpawn,
  type RunState,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import { findPermissions, type SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { issueCommand, type IssueDeps } from '../issue/issue-command.ts';
import { nextTime } from './next-time.ts';
import { scheduleKind } from './view.ts';

export interface SchedulerDeps extends IssueDeps {
  readonly logger: Pick<Logger, 'warn'>;
}

export interface Scheduler {
  close(): Promise<void>;
}

/** A schedule names minutes; it begins within this of its time. */
const lookEveryMs = 1_000;
const maxPerLook = 100;
/** Nobody else takes a due schedule up while somebody is at it. */
const heldForMs = 30_000;

/** Spawns what is due, until it is closed. Several processes of an instance may do it beside each other. */
export function startScheduler(deps: SchedulerDeps): Scheduler {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= spawnDue(deps)
      .catch((err: unknown) => deps.logger.warn({ event: 'schedules', err }, 'schedules were not looked at'))
      .finally(() => {
        running = null;
      });
  }, lookEveryMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

interface Due {
  readonly id: bigint;
  readonly workspaceId: WorkspaceId;
  readonly scheduleId: string;
}

/** One look. A schedule that fails keeps no other waiting, and is tried again. */
export async function spawnDue(deps: SchedulerDeps): Promise<void> {
  for (const due of await claimDue(deps)) {
    try {
      await spawnOne(deps, due);
    } catch (err) {
      const { workspaceId, scheduleId } = due;
      deps.logger.warn({ event: 'schedules', workspaceId, scheduleId, err }, 'a schedule is tried again');
    }
  }
}

async function claimDue({ db, now }: SchedulerDeps): Promise<Due[]> {
  const rows = await db.withInstance(
    'outbox',
    (tx) => tx.$queryRaw<{ id: bigint; workspaceId: string; scheduleId: string }[]>`
      UPDATE outbox SET attempts = attempts + 1, available_at = ${new Date(now() + heldForMs)}
      WHERE id IN (SELECT id FROM outbox WHERE kind = ${scheduleKind} AND available_at <= ${new Date(now())}
        ORDER BY available_at LIMIT ${maxPerLook} FOR UPDATE SKIP LOCKED)
      RETURNING id, workspace_id::text AS "workspaceId", ref_id::text AS "scheduleId"`,
  );
  return rows.map((row) => ({ ...row, workspaceId: row.workspaceId as WorkspaceId }));
}

type ScheduleRow = NonNullable<Awaited<ReturnType<SpokeTx['schedule']['findUnique']>>>;

async function spawnOne(deps: SchedulerDeps, { id, workspaceId, scheduleId }: Due): Promise<void> {
  const found = await deps.db.withSystemTenant(workspaceId, (tx) => readDue(tx, workspaceId, scheduleId, deps.now()));
  if (found === null) {
    await deps.db.withInstance('outbox', (tx) => tx.outbox.deleteMany({ where: { id } }));
    return;
  }
  const { schedule } = found;
  const outcome = await spawnNow(deps, schedule, found);
  const next = nextTime(schedule, deps.now());
  const nextAt = next === null ? null : new Date(next);
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    // Changed or deleted meanwhile: what it says then counts.
    const { count } = await tx.schedule.updateMany({
      where: { workspaceId, id: scheduleId, nextAt: schedule.nextAt },
      data: {
        nextAt,
        lastAt: schedule.nextAt,
        lastCode: outcome.code,
        ...(outcome.runId === null ? {} : { lastRunId: outcome.runId }),
      },
    });
    if (count === 0) return;
    if (nextAt === null) await tx.outbox.deleteMany({ where: { id } });
    else await tx.outbox.updateMany({ where: { id }, data: { availableAt: nextAt, attempts: 0 } });
  });
}

interface Standing {
  readonly openRuns: readonly string[];
  /** Of its maker, now; null where they are no member any more. */
  readonly permissions: readonly string[] | null;
  readonly kind: 'user' | 'service';
}

async function readDue(
  tx: SpokeTx,
  workspaceId: WorkspaceId,
  id: string,
  now: number,
): Promise<(Standing & { readonly schedule: ScheduleRow }) | null> {
  const schedule = await tx.schedule.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (schedule === null || !schedule.enabled || schedule.nextAt === null) return null;
  const runs = await tx.run.findMany({
    where: { workspaceId, scheduleId: id },
    orderBy: { id: 'desc' },
    take: maxPerLook,
    select: { id: true, state: true },
  });
  const openRuns = runs.filter(({ state }) => !isTerminalRun(state as RunState)).map((run) => run.id);
  const permissions = await findPermissions(tx, { workspaceId, principalId: schedule.createdBy, now });
  const maker = await tx.workspacePrincipal.findFirst({
    where: { workspaceId, principalId: schedule.createdBy },
    select: { kind: true },
  });
  return { schedule, openRuns, permissions, kind: maker?.kind === 'service' ? 'service' : 'user' };
}

interface Outcome {
  readonly runId: string | null;
  /** Why there is no run. */
  readonly code: string | null;
}

/**
 * Spawns as whoever made the schedule, with the rights that they have now. The time it was due is in the run's
 * idempotency key: a time that is taken up twice gives one run.
 */
async function spawnNow(deps: SchedulerDeps, schedule: ScheduleRow, standing: Standing): Promise<Outcome> {
  const { overlap, id: scheduleId, nextAt, createdBy } = schedule;
  const { openRuns, permissions, kind } = standing;
  const workspaceId = schedule.workspaceId as WorkspaceId;
  if (permissions === null) return { runId: null, code: 'NOT_AUTHORIZED' };
  if (overlap === 'skip' && openRuns.length > 0) return { runId: null, code: 'CONFLICT' };
  const requestId = newId(deps.now());
  const caller: WorkspaceCaller = { kind, principalId: createdBy, workspaceId, permissions, requestId };
  const body: AgentSpawn = {
    ...(schedule.spawn as Omit<AgentSpawn, 'verb'>),
    verb: 'agent.spawn',
    onConflict: 'use_existing',
  };
  const idem = `schedule.${scheduleId}.${nextAt?.getTime() ?? 0}`;
  try {
    if (overlap === 'replace')
      for (const runId of openRuns) await issueCommand(deps, caller, { runId, body: { verb: 'agent.kill' } });
    const { runId } = await issueCommand(deps, caller, { body, runId: newId(deps.now()), idem });
    if (runId !== null) await noteSchedule(deps, workspaceId, { runId, scheduleId });
    return { runId, code: null };
  } catch (error) {
    // A refusal is its answer; what is away is asked again.
    if (error instanceof WheelhouseError && !passing.has(error.code)) return { runId: null, code: error.code };
    throw error;
  }
}

const passing: ReadonlySet<string> = new Set(['UNAVAILABLE', 'BUSY', 'INTERNAL']);

async function noteSchedule(
  { db }: SchedulerDeps,
  workspaceId: WorkspaceId,
  { runId, scheduleId }: { readonly runId: string; readonly scheduleId: string },
): Promise<void> {
  await db.withSystemTenant(workspaceId, (tx) =>
    tx.run.update({ where: { workspaceId_id: { workspaceId, id: runId } }, data: { scheduleId } }),
  );
}
