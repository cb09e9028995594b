import { permissionsOfRole } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { countCreates, findProblems, parseRows, type ImportFacts } from './check-import.ts';

const ada = { kind: 'user', id: 'u1', email: 'Ada@Old.test', name: 'Ada', role: 'admin' };
const bob = { kind: 'user', id: 'u2', email: 'bob@old.test', name: 'Bob', role: 'viewer' };
const team = { kind: 'team', id: 't1', name: 'Platform' };
const agent = { kind: 'agent', id: 'a1', name: 'reviewer', runtime: 'process', createdBy: 'u1' };
const run = { kind: 'run', id: 'r1', agent: 'a1', state: 'succeeded', createdBy: 'u2', createdAt: 1_700_000_000_000 };
const member = { kind: 'team_member', team: 't1', user: 'u2', role: 'owner' };
const whole = [ada, bob, team, member, agent, run];

const nothing: ImportFacts = {
  accounts: new Map(),
  memberIds: new Set(['x']),
  invited: new Set(),
  teamNames: new Set(),
  agentNames: new Set(),
  maxMembers: null,
  teams: 0,
  maxTeams: null,
  permissions: permissionsOfRole('owner'),
};

function problemsOf(rows: readonly unknown[], facts: Partial<ImportFacts> = {}): string[] {
  const parsed = parseRows(rows, { skipUnknown: false });
  const problems = parsed.problems.length > 0 ? parsed.problems : findProblems(parsed.rows, { ...nothing, ...facts });
  return problems.map(({ line, code, field }) => `${line} ${code} ${field}`.trim());
}

test('a whole export has no problem, and says what it would make', () => {
  expect(problemsOf(whole)).toEqual([]);
  const { rows } = parseRows(whole, { skipUnknown: false });
  expect(countCreates(rows, nothing)).toEqual({ user: 2, team: 1, team_member: 1, agent: 1, run: 1 });
  const accounts = new Map([['ada@old.test', 'x']]);
  expect(countCreates(rows, { ...nothing, accounts })).toMatchObject({ user: 1 });
});

test.each([
  ['nobody', [team], {}, ['0 NO_USERS']],
  ['a kind that is unknown', [ada, { kind: 'task', id: '1' }], {}, ['3 UNKNOWN_KIND kind']],
  ['what is no row', [ada, 7, null], {}, ['3 UNKNOWN_KIND kind', '4 UNKNOWN_KIND kind']],
  ['fields that do not hold', [{ ...ada, email: 'x', role: 'god' }], {}, ['2 INVALID email', '2 INVALID role']],
  ['a field too many', [{ ...ada, password: 'x' }], {}, ['2 INVALID']],
  ['the same id twice', [ada, { ...bob, id: 'u1' }], {}, ['3 DUPLICATE id']],
  ['the same address, written otherwise', [ada, { ...bob, email: 'ADA@old.test' }], {}, ['3 DUPLICATE email']],
  ['the same membership twice', [ada, bob, team, member, member], {}, ['6 DUPLICATE user']],
  ['a team without its members', [ada, member], {}, ['3 ORPHAN team', '3 ORPHAN user']],
  ['a run without its agent or maker', [ada, run], {}, ['3 ORPHAN agent', '3 ORPHAN createdBy']],
  [
    'names that are taken here',
    whole,
    { teamNames: new Set(['Platform']), agentNames: new Set(['reviewer']) },
    ['4 NAME_TAKEN name', '6 NAME_TAKEN name'],
  ],
  ['a role above one’s own', [ada], { permissions: permissionsOfRole('manager') }, ['2 MORE_THAN_HELD role']],
  ['more people than the workspace takes', [ada, bob], { maxMembers: 2 }, ['0 TOO_MANY_MEMBERS']],
  [
    'more people than invitations leave room for',
    [ada, bob],
    { maxMembers: 3, invited: new Set(['new@old.test', 'bob@old.test']) },
    ['0 TOO_MANY_MEMBERS'],
  ],
  [
    'people who are in already, in a full one',
    [ada],
    { maxMembers: 1, accounts: new Map([['ada@old.test', 'x']]) },
    [],
  ],
  ['more teams than the workspace takes', [ada, team], { teams: 2, maxTeams: 2 }, ['0 TOO_MANY_TEAMS']],
] as const)('%s', (_what, rows, facts, expected) => {
  expect(problemsOf(rows, facts)).toEqual(expected);
});

test('unknown kinds are left out where that was wished, and counted', () => {
  const parsed = parseRows([ada, { kind: 'task' }, { kind: 7 }], { skipUnknown: true });
  expect(parsed).toMatchObject({ skipped: 1, problems: [{ line: 4, code: 'UNKNOWN_KIND' }] });
});
