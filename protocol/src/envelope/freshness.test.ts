import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { verbs } from '../messages/command.ts';
import { decideFreshness } from './freshness.ts';

const now = 1_767_225_600_000;
const minute = 60_000;

test.each([
  ['ENV-03: expired by more than the skew', now - 10 * minute, now - limits.clockSkewMaxMs - 1, 'EXPIRED'],
  ['ENV-03: expired within the skew', now - 5 * minute, now - limits.clockSkewMaxMs, 'ok'],
  ['ENV-03: issued 10 minutes ahead', now + 10 * minute, now + 11 * minute, 'INVALID'],
  ['ENV-03: issued at the edge of the skew', now + limits.clockSkewMaxMs, now + 5 * minute, 'ok'],
  ['ENV-03: issued just beyond it', now + limits.clockSkewMaxMs + 1, now + 5 * minute, 'INVALID'],
  ['expiring when it was issued', now, now, 'INVALID'],
  ['expiring before it was issued', now, now - 1, 'INVALID'],
  ['living for 24 hours', now, now + limits.commandMaxLifetimeMs, 'ok'],
  ['living longer', now, now + limits.commandMaxLifetimeMs + 1, 'INVALID'],
] as const)('a spawn %s', (_name, iat, exp, expected) => {
  expect(decideFreshness({ iat, exp }, 'agent.spawn', now)).toBe(expected);
});

test('a status lives for a minute at most', () => {
  expect(decideFreshness({ iat: now, exp: now + minute }, 'agent.status', now)).toBe('ok');
  expect(decideFreshness({ iat: now, exp: now + minute + 1 }, 'agent.status', now)).toBe('INVALID');
});

test('ENV-03: a spoke whose clock is five minutes off refuses a fresh status and says why', () => {
  const message = { iat: now, exp: now + minute };
  expect(decideFreshness(message, 'agent.status', now + 5 * minute)).toBe('EXPIRED');
  expect(decideFreshness(message, 'agent.status', now - 5 * minute)).toBe('INVALID');
});

test('every verb has a longest life', () => {
  for (const verb of verbs) {
    expect(decideFreshness({ iat: now, exp: now + 2 * limits.commandMaxLifetimeMs }, verb, now)).toBe('INVALID');
  }
});
