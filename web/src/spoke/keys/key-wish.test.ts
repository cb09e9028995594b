import { describe, expect, test } from 'vitest';
import { rolePermissions } from '@wheelhouse/protocol/permissions';
import { endOf, permissionsOf, scopeChoices, scopeWords, stateOfKey } from './key-wish.ts';

describe('a key that is wished for', () => {
  test('ends when its lifetime does, or never', () => {
    expect(endOf('7', 1_000)).toBe(604_801_000);
    expect(endOf('never', 1_000)).toBeUndefined();
  });

  test('is offered no role that holds more than its maker', () => {
    const values = scopeChoices(rolePermissions.developer).map(({ value }) => value);
    expect(values).toEqual(['all', 'developer', 'viewer', 'some']);
  });

  test('names each permission, without wildcards', () => {
    const all = permissionsOf({ choice: 'all', some: [] }, ['tasks:*', 'runs:read']);
    expect(all).toEqual(['tasks:read', 'tasks:create', 'tasks:update', 'tasks:delete', 'runs:read']);
    expect(permissionsOf({ choice: 'some', some: ['runs:read'] }, ['runs:*'])).toEqual(['runs:read']);
    expect(permissionsOf({ choice: 'viewer', some: [] }, [])).toEqual(rolePermissions.viewer);
  });

  test('says what it may do in few words', () => {
    const held = rolePermissions.owner;
    expect(scopeWords(held, held)).toBe('everything that you may');
    expect(scopeWords(rolePermissions.viewer, held)).toBe('as the role viewer');
    expect(scopeWords(['runs:read'], held)).toBe('runs:read');
    expect(scopeWords(['runs:read', 'logs:read', 'agents:read'], held)).toBe('3 permissions');
  });

  test.each([
    [{ revokedAt: 1, expiresAt: 2, replacedBy: 'x' }, 'revoked'],
    [{ revokedAt: null, expiresAt: 5, replacedBy: 'x' }, 'expired'],
    [{ revokedAt: null, expiresAt: 50, replacedBy: 'x' }, 'replaced'],
    [{ revokedAt: null, expiresAt: null, replacedBy: null }, 'active'],
    [{ revokedAt: null, expiresAt: null }, 'active'],
  ])('%j is %s', (life, state) => {
    expect(stateOfKey(life, 10)).toBe(state);
  });
});
