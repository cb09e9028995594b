import { z } from 'zod';
import { NameToken, RunId } from '../../ids.ts';
import { AgentSpawn } from '../../messages/command.ts';

/** What a schedule spawns, here: each time a run of its own. */
const spawn = AgentSpawn.omit({ verb: true, notBefore: true, resume: true, onConflict: true });
const cron = z.string().min(9).max(256);
const timeZone = z.string().min(1).max(64);
/** What to do while the run before is open: nothing, another beside it, or another instead of it. */
const overlap = z.enum(['skip', 'allow', 'replace']);

export const ScheduleView = z.object({
  id: z.uuid(),
  name: NameToken,
  /** Minute, hour, day of the month, month, day of the week. */
  cron,
  timeZone,
  spawn,
  overlap,
  enabled: z.boolean(),
  /** Null for one that is off, or has no next time. */
  nextAt: z.number().int().nullable(),
  lastAt: z.number().int().nullable(),
  lastRun: RunId.nullable(),
  /** Why the last one came to no run; null where it did. */
  lastCode: z.string().nullable(),
  /** As whom: their rights at that time count. */
  createdBy: z.string(),
  createdAt: z.number().int(),
});
export type ScheduleView = z.infer<typeof ScheduleView>;

/** `POST /schedules`. */
export const CreateSchedule = z.strictObject({
  name: NameToken,
  cron,
  timeZone: timeZone.default('UTC'),
  spawn,
  overlap: overlap.default('skip'),
  enabled: z.boolean().default(true),
});
export type CreateSchedule = z.infer<typeof CreateSchedule>;

/** `PATCH /schedules/:id`: what is absent stays. */
export const UpdateSchedule = z.strictObject({
  cron: cron.optional(),
  timeZone: timeZone.optional(),
  spawn: spawn.optional(),
  overlap: overlap.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateSchedule = z.infer<typeof UpdateSchedule>;
