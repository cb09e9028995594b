import { expect, test } from 'vitest';
import { readableScreens, refusalOfView, refusalOfViewRemoval } from './saved-views.ts';

const ada = (...permissions: string[]) => ({ id: 'ada', permissions });
const own = { ownerId: 'ada', isShared: false };
const ownShared = { ownerId: 'ada', isShared: true };
const hers = { ownerId: 'bea', isShared: false };
const hersShared = { ownerId: 'bea', isShared: true };

test.each([
  ['makes one of their own', ada(), { known: null, isShared: false }, null],
  ['makes a shared one without the right to', ada(), { known: null, isShared: true }, 'NOT_AUTHORIZED'],
  ['makes a shared one', ada('views:share'), { known: null, isShared: true }, null],
  ['changes their own', ada(), { known: own, isShared: false }, null],
  ['shares their own without the right to', ada(), { known: own, isShared: true }, 'NOT_AUTHORIZED'],
  ['takes back what they shared, without the right by now', ada(), { known: ownShared, isShared: false }, null],
  ['changes what they shared, without the right by now', ada(), { known: ownShared, isShared: true }, 'NOT_AUTHORIZED'],
  ['changes what another shared', ada('views:*'), { known: hersShared, isShared: true }, 'NOT_AUTHORIZED'],
  ['changes what another keeps to themselves', ada('views:*'), { known: hers, isShared: false }, 'NOT_FOUND'],
] as const)('who %s', (_what, actor, { known, isShared }, refusal) => {
  expect(refusalOfView(actor, known, isShared)).toBe(refusal);
});

test.each([
  ['their own', ada(), own, null],
  ['their own that is shared, without the right to share', ada(), ownShared, null],
  ['what another shared', ada('views:share'), hersShared, 'NOT_AUTHORIZED'],
  ['what another shared, as who manages views', ada('views:manage'), hersShared, null],
  ['what another keeps to themselves, as who manages views', ada('views:*'), hers, 'NOT_FOUND'],
] as const)('who deletes %s', (_what, actor, known, refusal) => {
  expect(refusalOfViewRemoval(actor, known)).toBe(refusal);
});

test('screens are those whose list somebody may read, be it only what was shared with them', () => {
  const permissionOf = { runs: 'runs:read', audit: 'audit:read' };
  expect(readableScreens(permissionOf, ['runs:read:shared'])).toEqual(['runs']);
  expect(readableScreens(permissionOf, ['audit:*'])).toEqual(['audit']);
});
