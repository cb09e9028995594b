import { WheelhouseError } from '@wheelhouse/protocol';
import { Cron } from 'croner';

export interface Pattern {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** Of the IANA database. */
  readonly timeZone: string;
}

/**
 * The first time after an instant, in milliseconds since the epoch; null where there is none. Pure.
 * @throws WheelhouseError INVALID for a pattern or a time zone that is none
 */
export function nextTime({ cron, timeZone }: Pattern, after: number): number | null {
  try {
    const pattern = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
    return pattern.nextRun(new Date(after))?.getTime() ?? null;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WheelhouseError('INVALID', `the schedule cannot be read: ${why}`, { cause });
  }
}
