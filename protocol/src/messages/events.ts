import { z } from 'zod';
import { Counter, Instant } from '../ids.ts';
import { limits } from '../limits.ts';

export const eventTypes = [
  'state',
  'message.delta',
  'message',
  'thought',
  'tool.start',
  'tool.update',
  'tool.end',
  'permission.requested',
  'permission.resolved',
  'input.requested',
  'plan',
  'usage',
  'log',
  'notice',
  'artifact',
  'metric',
  'error',
  'result',
] as const;
export const EventType = z.enum(eventTypes);
export type EventType = z.infer<typeof EventType>;

/** One normalised event. `seq` starts at 1 and has no gap within a run. `data` depends on `type` (SPEC.md). */
export const RunEvent = z.strictObject({
  seq: Counter.min(1),
  at: Instant,
  type: EventType,
  data: z.record(z.string(), z.json()),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** Contiguous per (`agt`, `gen`): `first` is one more than the batch before, or `gap` says what is missing. */
export const EventsBody = z.strictObject({
  first: Counter.min(1),
  gap: z.strictObject({ from: Counter.min(1), to: Counter.min(1) }).optional(),
  events: z.array(RunEvent).min(1).max(limits.eventsPerBatch),
});
export type EventsBody = z.infer<typeof EventsBody>;
