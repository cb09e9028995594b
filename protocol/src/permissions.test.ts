import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permissionsOfRole, permits, roles } from './permissions.ts';

test('a wider permission covers a narrower one, never the other way', () => {
  expect(permits(['runs:*'], 'runs:kill:own')).toBe(true);
  expect(permits(['runs:kill'], 'runs:kill:own')).toBe(true);
  expect(permits(['runs:kill:own'], 'runs:kill:own')).toBe(true);
  expect(permits(['runs:kill:own'], 'runs:kill')).toBe(false);
  expect(permits(['runs:kill'], 'runs:*')).toBe(false);
  expect(permits(['runs:kill:shared'], 'runs:kill:own')).toBe(false);
});

test('nothing is permitted by default, by a look-alike or by a bare wildcard', () => {
  for (const held of [[], ['*'], ['*:*'], ['runs'], ['runs:'], ['run:kill'], ['runs:kil'], ['RUNS:KILL'], ['']]) {
    expect(permits(held, 'runs:kill'), held.join()).toBe(false);
  }
  expect(permits(['__proto__:*', 'constructor:*'], 'runs:kill')).toBe(false);
});

test('holding more never permits less', () => {
  const permission = fc.constantFrom('runs:*', 'runs:kill', 'runs:kill:own', 'agents:read', 'agents:*', 'x:y');
  fc.assert(
    fc.property(fc.array(permission), fc.array(permission), permission, (held, more, needed) => {
      if (permits(held, needed)) expect(permits([...held, ...more], needed)).toBe(true);
    }),
  );
});

test.each([
  ['viewer', 'runs:read', true],
  ['viewer', 'runs:create', false],
  ['viewer', 'audit:read', false],
  ['viewer', 'secrets:read', false],
  ['guest', 'runs:read', false],
  ['guest', 'runs:read:shared', true],
  ['operator', 'runs:kill', true],
  ['operator', 'agents:create', false],
  ['developer', 'runs:kill', false],
  ['developer', 'runs:kill:own', true],
  ['developer', 'keys:create', false],
  ['manager', 'members:invite', true],
  ['manager', 'secrets:read', false],
  ['admin', 'secrets:read', true],
  ['admin', 'workspace:delete', false],
  ['owner', 'workspace:delete', true],
] as const)('%s and %s: %s', (role, needed, expected) => {
  expect(permits(permissionsOfRole(role), needed)).toBe(expected);
});

test('every permission of every role is spelled resource:action, with a known reach at most', () => {
  for (const role of roles) {
    for (const permission of permissionsOfRole(role)) {
      expect(permission, role).toMatch(/^[a-z]+:([a-z]+|\*)(:own|:shared)?$/);
    }
  }
});
