import { coversAll, permissionsOfRole, roles, type Role } from '@wheelhouse/protocol';
import { describe, expect, test } from 'vitest';
import { decideGrant, decideRemoval, decideRoleChange, type RoleFacts, type RoleWish } from './role-rules.ts';

const holder = (userId: string, role: Role): RoleFacts['target'] => ({
  userId,
  permissions: permissionsOfRole(role),
  isOwner: role === 'owner',
});
const wish = (role: Role): RoleWish => ({ isOwner: role === 'owner', permissions: permissionsOfRole(role) });
const facts = (actor: Role, target: Role, more: Partial<RoleFacts> = {}): RoleFacts => ({
  actor: holder('actor', actor),
  target: holder('target', target),
  creatorId: 'creator',
  owners: 2,
  ...more,
});
const removal = ['members:manage', 'workspace:delete'];

describe('changing a role', () => {
  test.each<[string, RoleFacts, Role, string | null]>([
    ['an admin makes a viewer a developer', facts('admin', 'viewer'), 'developer', null],
    ['an admin makes a viewer an admin', facts('admin', 'viewer'), 'admin', null],
    ['an admin makes nobody an owner', facts('admin', 'viewer'), 'owner', 'MORE_THAN_HELD'],
    ['an admin does not demote an owner', facts('admin', 'owner'), 'viewer', 'MORE_THAN_HELD'],
    ['an owner makes an owner', facts('owner', 'viewer'), 'owner', null],
    ['an owner demotes another owner', facts('owner', 'owner'), 'viewer', null],
    ['nobody demotes the creator', facts('owner', 'owner', { creatorId: 'target' }), 'admin', 'LAST_OWNER'],
    ['nobody demotes the last owner', facts('owner', 'owner', { owners: 1 }), 'admin', 'LAST_OWNER'],
    ['the creator may be called owner again', facts('owner', 'owner', { creatorId: 'target' }), 'owner', null],
    ['a manager promotes nobody beyond themselves', facts('manager', 'viewer'), 'developer', 'MORE_THAN_HELD'],
  ])('%s', (_what, given, role, expected) => {
    expect(decideRoleChange(given, wish(role))).toBe(expected);
  });

  test.each(roles)('a %s does not change their own role', (role) => {
    const own = facts(role, role, { target: holder('actor', role) });
    for (const next of roles) expect(decideRoleChange(own, wish(next))).toBe('OWN_ROLE');
  });
});

describe('inviting', () => {
  test.each<[Role, Role, boolean]>([
    ['owner', 'owner', true],
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['manager', 'manager', true],
    ['manager', 'viewer', true],
    ['manager', 'guest', true],
    ['manager', 'developer', false],
    ['manager', 'admin', false],
    ['developer', 'operator', false],
    ['viewer', 'guest', true],
    ['guest', 'viewer', false],
  ])('a %s hands out %s: %s', (actor, role, allowed) => {
    expect(decideGrant(holder('actor', actor), wish(role))).toBe(allowed ? null : 'MORE_THAN_HELD');
  });

  test('whatever two roles, nobody hands out a permission that they do not hold', () => {
    for (const actor of roles) {
      for (const role of roles) {
        const missing = permissionsOfRole(role).filter(
          (permission) => !coversAll(permissionsOfRole(actor), [permission]),
        );
        expect(decideGrant(holder('actor', actor), wish(role)) === null, `${actor} ${role}`).toBe(missing.length === 0);
      }
    }
  });
});

describe('removing', () => {
  test.each<[string, RoleFacts, string | null]>([
    ['a manager removes a developer', facts('manager', 'developer'), null],
    ['a manager removes another manager', facts('manager', 'manager'), null],
    ['a manager does not remove an admin', facts('manager', 'admin'), 'MORE_THAN_HELD'],
    ['a manager does not remove an owner', facts('manager', 'owner'), 'MORE_THAN_HELD'],
    ['an admin removes an admin', facts('admin', 'admin'), null],
    ['an admin does not remove an owner', facts('admin', 'owner'), 'MORE_THAN_HELD'],
    ['an owner removes an owner', facts('owner', 'owner'), null],
    ['nobody removes the creator', facts('owner', 'owner', { creatorId: 'target' }), 'LAST_OWNER'],
    ['nobody removes the last owner', facts('owner', 'owner', { owners: 1 }), 'LAST_OWNER'],
    ['a viewer leaves', facts('viewer', 'viewer', { target: holder('actor', 'viewer') }), null],
    ['an owner leaves while another stays', facts('owner', 'owner', { target: holder('actor', 'owner') }), null],
    [
      'the last owner does not leave',
      facts('owner', 'owner', { target: holder('actor', 'owner'), owners: 1 }),
      'LAST_OWNER',
    ],
    [
      'the creator does not leave',
      facts('owner', 'owner', { target: holder('actor', 'owner'), creatorId: 'actor' }),
      'LAST_OWNER',
    ],
  ])('%s', (_what, given, expected) => {
    expect(decideRemoval(given, removal)).toBe(expected);
  });
});
