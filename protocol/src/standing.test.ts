import { describe, expect, test } from 'vitest';
import { coversAll, expandPermissions, isPermission, permits, withoutDenied } from './permissions.ts';
import { decideRights, type Standing } from './standing.ts';

const nobody: Standing = {
  workspaceDeleted: false,
  isPrincipal: false,
  userDisabled: false,
  memberRole: null,
  customPermissions: null,
  organizationRole: null,
  overrides: {},
};
const member = { ...nobody, isPrincipal: true, memberRole: 'developer', organizationRole: 'member' };

describe('who may do anything in a workspace', () => {
  test.each([
    ['a stranger', nobody, null],
    ['a mere member of the organization', { ...nobody, organizationRole: 'member' }, null],
    ['an auditor of the organization', { ...nobody, organizationRole: 'auditor' }, null],
    ['an unknown role in the organization', { ...nobody, organizationRole: '__proto__' }, null],
    ['an admin of the organization', { ...nobody, organizationRole: 'admin' }, ['admin', 'organization']],
    ['an owner of the organization', { ...nobody, organizationRole: 'owner' }, ['admin', 'organization']],
    ['a member', member, ['developer', 'member']],
    ['a member called editor', { ...member, memberRole: 'editor' }, ['developer', 'member']],
    ['a member who is no principal any more', { ...member, isPrincipal: false }, null],
    ['a member who was disabled', { ...member, userDisabled: true }, null],
    ['a member of a deleted workspace', { ...member, workspaceDeleted: true }, null],
    [
      'an owner of the organization, in a deleted workspace',
      { ...nobody, organizationRole: 'owner', workspaceDeleted: true },
      null,
    ],
    [
      'an owner who is a viewer here',
      { ...member, memberRole: 'viewer', organizationRole: 'owner' },
      ['viewer', 'member'],
    ],
  ])('%s', (_who, standing, expected) => {
    const rights = decideRights(standing);
    expect(rights === null ? null : [rights.role, rights.via]).toEqual(expected);
  });

  test('a role nobody knows permits nothing, and a custom role what it names', () => {
    const strange = { ...member, memberRole: 'superuser', organizationRole: null };
    expect(decideRights(strange)?.permissions).toEqual([]);
    expect(decideRights({ ...strange, memberRole: '__proto__' })?.permissions).toEqual([]);
    expect(decideRights({ ...strange, customPermissions: ['runs:kill'] })?.permissions).toEqual(['runs:kill']);
  });

  test('overrides add and take away, also out of a wildcard; taking away wins', () => {
    const rights = decideRights({
      ...member,
      overrides: { allow: ['secrets:read', 'runs:kill'], deny: ['tasks:delete', 'runs:kill'] },
    });
    const held = rights?.permissions ?? [];
    expect(permits(held, 'secrets:read')).toBe(true);
    expect(permits(held, 'tasks:delete')).toBe(false);
    expect(permits(held, 'tasks:update')).toBe(true);
    expect(permits(held, 'runs:kill:own')).toBe(false);
  });

  test.each([[null], ['x'], [[]], [{ allow: 'runs:kill' }], [{ allow: [1, null], deny: {} }]])(
    'overrides that make no sense change nothing: %j',
    (overrides) => {
      expect(decideRights({ ...member, overrides })).toEqual(decideRights(member));
    },
  );
});

test('any reach is enough where a route asks for any', () => {
  for (const held of ['runs:read', 'runs:read:own', 'runs:read:shared', 'runs:*']) {
    expect(permits([held], 'runs:read:any'), held).toBe(true);
  }
  expect(permits(['runs:kill:own'], 'runs:read:any')).toBe(false);
  expect(permits(['runs:read:any'], 'runs:read')).toBe(false);
});

test.each([
  ['runs:kill', true],
  ['runs:kill:own', true],
  ['runs:*', true],
  ['runs:*:own', false],
  ['runs:kill:any', false],
  ['runs:fly', false],
  ['*', false],
  ['*:*', false],
  ['__proto__:read', false],
  ['runs', false],
  ['runs:kill:own:x', false],
])('%s is a permission: %s', (text, expected) => {
  expect(isPermission(text)).toBe(expected);
});

test('nobody covers more than they hold', () => {
  expect(coversAll(['runs:*'], ['runs:kill', 'runs:read:own'])).toBe(true);
  expect(coversAll(['runs:read'], ['runs:*'])).toBe(false);
  expect(coversAll(expandPermissions(['runs:*']), ['runs:*'])).toBe(true);
  expect(coversAll(['runs:kill:own'], ['runs:kill'])).toBe(false);
  expect(coversAll([], [])).toBe(true);
  expect(withoutDenied(['runs:*'], ['runs:*'])).toEqual([]);
});
