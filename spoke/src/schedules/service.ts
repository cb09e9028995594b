import { newId, permits, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { checkTag } from '@wheelhouse/server';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import type { UpdateOf } from '../workspaces/service.ts';
import { nextTime } from './next-time.ts';
import { scheduleKind, scheduleView } from './view.ts';

interface ScheduleDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

/** Of one workspace: each is looked up and asked for its rights at its time. */
const maxSchedules = 500;

/** Newest first. */
export async function listSchedules(
  { db }: ScheduleDeps,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.ScheduleView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.schedule.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, scheduleView);
}

/** @throws WheelhouseError NOT_FOUND */
export async function getSchedule(
  { db }: ScheduleDeps,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.ScheduleView> {
  return scheduleView(await db.withTenant(contextOf(caller), (tx) => findOrThrow(tx, caller, id)));
}

/** @throws WheelhouseError INVALID for a pattern that is none; CONFLICT for a name that is taken; QUOTA */
export async function createSchedule(
  { db, now }: ScheduleDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.CreateSchedule,
): Promise<spokeApi.ScheduleView> {
  const { workspaceId, principalId: createdBy } = caller;
  const next = nextTime(wish, now());
  try {
    return await db.withTenant(contextOf(caller), async (tx) => {
      if ((await tx.schedule.count({ where: { workspaceId } })) >= maxSchedules)
        throw new WheelhouseError('QUOTA', `a workspace has at most ${maxSchedules} schedules`);
      const nextAt = wish.enabled && next !== null ? new Date(next) : null;
      const spawn = wish.spawn as object;
      const made = await tx.schedule.create({
        data: { ...wish, spawn, workspaceId, id: newId(now()), createdBy, nextAt, createdAt: new Date(now()) },
      });
      await plan(tx, { workspaceId, id: made.id, nextAt });
      const after = scheduleView(made);
      await addAudit(tx, caller, { action: 'schedules.create', resourceKind: 'schedule', resourceId: made.id, after });
      return after;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
    throw error;
  }
}

/**
 * Changes a schedule. Whoever changes what it spawns becomes who spawns it: nobody acts with another's rights.
 * @throws WheelhouseError NOT_FOUND; NOT_AUTHORIZED; INVALID; PRECONDITION where it is not what the caller saw
 */
export async function updateSchedule(
  { db, now }: ScheduleDeps,
  caller: WorkspaceCaller,
  id: string,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateSchedule>,
): Promise<spokeApi.ScheduleView> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    const known = await findOrThrow(tx, caller, id);
    requireSay(caller, known);
    const before = scheduleView(known);
    checkTag(before, ifMatch);
    const { cron, timeZone, enabled } = { ...before, ...definedOf(wish) };
    const next = enabled ? nextTime({ cron, timeZone }, now()) : null;
    const nextAt = next === null ? null : new Date(next);
    const { spawn, ...rest } = definedOf(wish);
    const row = await tx.schedule.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        ...rest,
        ...(spawn === undefined ? {} : { spawn: spawn as object, createdBy: caller.principalId }),
        nextAt,
        updatedAt: new Date(now()),
      },
    });
    await plan(tx, { workspaceId, id, nextAt });
    const after = scheduleView(row);
    await addAudit(tx, caller, { action: 'schedules.update', resourceKind: 'schedule', resourceId: id, before, after });
    return after;
  });
}

/** Its runs stay. @throws WheelhouseError NOT_FOUND; NOT_AUTHORIZED */
export async function deleteSchedule({ db }: ScheduleDeps, caller: WorkspaceCaller, id: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const known = await findOrThrow(tx, caller, id);
    requireSay(caller, known);
    await tx.schedule.delete({ where: { workspaceId_id: { workspaceId, id } } });
    await plan(tx, { workspaceId, id, nextAt: null });
    const before = scheduleView(known);
    await addAudit(tx, caller, { action: 'schedules.delete', resourceKind: 'schedule', resourceId: id, before });
  });
}

type ScheduleRow = NonNullable<Awaited<ReturnType<SpokeTx['schedule']['findUnique']>>>;

async function findOrThrow(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<ScheduleRow> {
  const row = await tx.schedule.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

/** Their own, or everybody's for who runs the workspace. */
function requireSay(
  { principalId, permissions }: WorkspaceCaller,
  { createdBy }: { readonly createdBy: string },
): void {
  if (createdBy !== principalId && !permits(permissions, 'workspace:update'))
    throw new WheelhouseError('NOT_AUTHORIZED');
}

function definedOf<T extends object>(wish: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as never;
}

/** Puts the next time onto the instance's to-do list, and nothing else of the schedule. */
async function plan(
  tx: SpokeTx,
  {
    workspaceId,
    id: refId,
    nextAt,
  }: { readonly workspaceId: string; readonly id: string; readonly nextAt: Date | null },
): Promise<void> {
  await tx.outbox.deleteMany({ where: { workspaceId, kind: scheduleKind, refId } });
  if (nextAt !== null)
    await tx.outbox.create({ data: { workspaceId, kind: scheduleKind, refId, availableAt: nextAt } });
}
