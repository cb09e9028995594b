import type { spokeApi } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { decideTeamRemoval, decideTeamRole, mayDelete, mayEdit, type TeamFacts } from './rules.ts';

type Role = spokeApi.TeamRole | null;
const as = (role: Role, permissions: string[] = [], owners = 2): TeamFacts => ({
  actor: { userId: 'a', role, permissions },
  owners,
});
const manager = as(null, ['teams:manage']);
const other = (role: Role): { userId: string; role: Role } => ({ userId: 'b', role });

test.each<[string, TeamFacts, [Role, spokeApi.TeamRole], string | null]>([
  ['an owner takes an admin in', as('owner'), [null, 'admin'], null],
  ['an owner makes an owner', as('owner'), ['member', 'owner'], null],
  ['an admin takes a member in', as('admin'), [null, 'member'], null],
  ['an admin makes no admin', as('admin'), ['member', 'admin'], 'MORE_THAN_HELD'],
  ['an admin demotes no owner', as('admin'), ['owner', 'member'], 'MORE_THAN_HELD'],
  ['a member takes nobody in', as('member'), [null, 'member'], 'NOT_AUTHORIZED'],
  ['a stranger takes nobody in', as(null), [null, 'member'], 'NOT_AUTHORIZED'],
  ['who manages teams acts as an owner', manager, ['admin', 'owner'], null],
  ['the last owner stays', as('owner', [], 1), ['owner', 'member'], 'LAST_OWNER'],
])('%s', (_what, facts, [role, next], expected) => {
  expect(decideTeamRole(facts, other(role), next)).toBe(expected);
});

test('nobody changes their own role in a team, but who manages teams may join one', () => {
  expect(decideTeamRole(as('admin'), { userId: 'a', role: 'admin' }, 'owner')).toBe('OWN_ROLE');
  expect(decideTeamRole(manager, { userId: 'a', role: 'member' }, 'owner')).toBe('OWN_ROLE');
  expect(decideTeamRole(manager, { userId: 'a', role: null }, 'owner')).toBeNull();
});

test.each<[string, TeamFacts, { userId: string; role: Role }, string | null]>([
  ['a member leaves', as('member'), { userId: 'a', role: 'member' }, null],
  ['the last owner does not leave', as('owner', [], 1), { userId: 'a', role: 'owner' }, 'LAST_OWNER'],
  ['an admin removes a member', as('admin'), other('member'), null],
  ['an admin removes no admin', as('admin'), other('admin'), 'MORE_THAN_HELD'],
  ['a member removes nobody', as('member'), other('member'), 'NOT_AUTHORIZED'],
  ['an owner removes an owner', as('owner'), other('owner'), null],
  ['who manages teams does not empty one of owners', as(null, ['teams:manage'], 1), other('owner'), 'LAST_OWNER'],
])('%s', (_what, facts, target, expected) => {
  expect(decideTeamRemoval(facts, target)).toBe(expected);
});

test('admins edit, owners delete', () => {
  expect([as('owner'), as('admin'), as('member'), as(null), manager].map(mayEdit)).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
  expect([as('owner'), as('admin'), as('member'), as(null), manager].map(mayDelete)).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});
