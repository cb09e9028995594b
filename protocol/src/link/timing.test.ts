import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeCodes } from '../codes.ts';
import { limits } from '../limits.ts';
import { decideRedial } from './backoff.ts';
import { decideHeartbeat } from './heartbeat.ts';

test('the first redial is at once; then full jitter under a ceiling from 0.5 to 30 s', () => {
  expect(decideRedial(0, null, 0.9)).toBe(0);
  expect([1, 2, 3, 7, 8, 100].map((attempt) => decideRedial(attempt, null, 1))).toEqual([
    500, 1000, 2000, 30_000, 30_000, 30_000,
  ]);
  fc.assert(
    fc.property(fc.nat({ max: 5000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const delay = decideRedial(attempt, closeCodes.GOING_AWAY, random) ?? -1;
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(30_000);
    }),
  );
});

test('after a terminal close code a spoke does not dial again, after any other it does', () => {
  for (const [name, code] of Object.entries(closeCodes)) {
    const isTerminal = code >= 4500;
    expect(decideRedial(3, code, 0.5) === null, name).toBe(isTerminal);
  }
  for (const code of [1000, 1001, 1006, 1009, 1011, 1012]) expect(decideRedial(0, code, 0.5)).toBe(0);
});

test('a quiet peer is pinged once per interval and given up after three', () => {
  const options = { intervalMs: limits.heartbeatIntervalMs, jitter: 0 };
  const heard = { lastHeardAt: 0, lastPingAt: 0 };
  expect(decideHeartbeat(heard, 14_999, options)).toBe('wait');
  expect(decideHeartbeat(heard, 15_000, options)).toBe('ping');
  expect(decideHeartbeat({ ...heard, lastPingAt: 15_000 }, 15_001, options)).toBe('wait');
  expect(decideHeartbeat({ ...heard, lastPingAt: 30_000 }, 44_999, options)).toBe('wait');
  expect(decideHeartbeat({ ...heard, lastPingAt: 30_000 }, limits.heartbeatDeadAfterMs, options)).toBe('dead');
});

test('any inbound frame puts off the ping, and jitter spreads it by a fifth', () => {
  const at = (jitter: number, now: number): string =>
    decideHeartbeat({ lastHeardAt: 10_000, lastPingAt: 0 }, now, { intervalMs: 15_000, jitter });
  expect([at(-1, 21_999), at(-1, 22_000), at(1, 27_999), at(1, 28_000)]).toEqual(['wait', 'ping', 'wait', 'ping']);
});
