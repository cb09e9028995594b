import { expect, test } from 'vitest';
import { nextTime } from './next-time.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['0 3 * * *', 'UTC', '2026-03-01T00:00:00Z', '2026-03-01T03:00:00Z'],
  ['0 3 * * *', 'UTC', '2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z'],
  ['*/15 * * * *', 'UTC', '2026-03-01T10:01:00Z', '2026-03-01T10:15:00Z'],
  ['0 9 * * MON', 'Europe/Berlin', '2026-03-01T00:00:00Z', '2026-03-02T08:00:00Z'],
  // The hour that summer time skips.
  ['30 2 29 3 *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-29T01:00:00Z'],
  ['0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
])('%s in %s after %s', (cron, timeZone, after, expected) => {
  const next = nextTime({ cron, timeZone }, at(after));
  expect(next === null ? null : new Date(next).toISOString()).toBe(new Date(at(expected)).toISOString());
});

test.each([
  ['61 * * * *', 'UTC'],
  ['* * * *', 'UTC'],
  ['* * * * * *', 'UTC'],
  ['0 3 * * *', 'Mars/Olympus'],
  ['@reboot', 'UTC'],
])('%j in %j is no schedule', (cron, timeZone) => {
  expect(() => nextTime({ cron, timeZone }, 0)).toThrow(expect.objectContaining({ code: 'INVALID' }));
});

test('a day that never comes has no time', () => {
  expect(nextTime({ cron: '0 0 31 2 *', timeZone: 'UTC' }, at('2026-03-01T00:00:00Z'))).toBeNull();
});
