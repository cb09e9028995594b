import { expect, test } from 'vitest';
import { decideChange, mayAppoint, type Actor } from './rules.ts';

const owner: Actor = { operatorId: 'o', role: 'owner' };
const admin: Actor = { operatorId: 'a', role: 'admin' };
const hubKey: Actor = { operatorId: null, role: 'owner' };
const other = { id: 'x', role: 'operator' } as const;
const otherOwner = { id: 'y', role: 'owner' } as const;

test.each([
  ['an owner appoints an owner', decideChange(owner, other, { to: 'owner', otherOwners: 1 }), null],
  ['an admin appoints no owner', decideChange(admin, other, { to: 'owner', otherOwners: 1 }), 'MORE_THAN_HELD'],
  ['an admin appoints an admin', decideChange(admin, other, { to: 'admin', otherOwners: 1 }), null],
  ['an admin demotes no owner', decideChange(admin, otherOwner, { to: 'viewer', otherOwners: 1 }), 'MORE_THAN_HELD'],
  ['an admin removes no owner', decideChange(admin, otherOwner, { to: null, otherOwners: 1 }), 'MORE_THAN_HELD'],
  [
    'nobody changes their own role',
    decideChange(owner, { id: 'o', role: 'owner' }, { to: 'admin', otherOwners: 1 }),
    'OWN_ROLE',
  ],
  [
    'nobody removes themselves',
    decideChange(admin, { id: 'a', role: 'admin' }, { to: null, otherOwners: 1 }),
    'OWN_ROLE',
  ],
  ['one of two owners may go', decideChange(owner, otherOwner, { to: null, otherOwners: 1 }), null],
  [
    'the last owner is not demoted, by the hub’s key either',
    decideChange(hubKey, otherOwner, { to: 'admin', otherOwners: 0 }),
    'LAST_OWNER',
  ],
  ['the last owner is not removed', decideChange(hubKey, otherOwner, { to: null, otherOwners: 0 }), 'LAST_OWNER'],
])('%s', (_what, decided, expected) => {
  expect(decided).toBe(expected);
});

test('only owners invite owners', () => {
  expect(mayAppoint(admin, 'owner')).toBe('MORE_THAN_HELD');
  expect(mayAppoint(admin, 'auditor')).toBeNull();
  expect(mayAppoint(owner, 'owner')).toBeNull();
});
