import type { spokeApi, RunId } from '@wheelhouse/protocol';

/** Rows of the instance's to-do list that say when a schedule is due. */
export const scheduleKind = 'schedule';

interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly spawn: unknown;
  readonly overlap: string;
  readonly enabled: boolean;
  readonly nextAt: Date | null;
  readonly lastAt: Date | null;
  readonly lastRunId: string | null;
  readonly lastCode: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export function scheduleView(row: ScheduleRow): spokeApi.ScheduleView {
  return {
    id: row.id,
    name: row.name,
    cron: row.cron,
    timeZone: row.timeZone,
    spawn: row.spawn as spokeApi.ScheduleView['spawn'],
    overlap: row.overlap as spokeApi.ScheduleView['overlap'],
    enabled: row.enabled,
    nextAt: row.nextAt?.getTime() ?? null,
    lastAt: row.lastAt?.getTime() ?? null,
    lastRun: row.lastRunId as RunId | null,
    lastCode: row.lastCode,
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
  };
}
