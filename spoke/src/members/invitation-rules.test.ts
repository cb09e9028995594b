import { expect, test } from 'vitest';
import { decideAcceptance, stateOf, type AcceptanceFacts } from './invitation-rules.ts';

const now = 1_000_000;
const at = (ms: number): Date => new Date(ms);
const row = {
  id: 'i',
  email: 'a@x.test',
  role: 'viewer',
  sends: 1,
  expiresAt: at(now + 1),
  acceptedAt: null,
  revokedAt: null,
};
const claims = {
  kind: 'workspace',
  scopeId: 'w',
  invitationId: 'i',
  email: 'a@x.test',
  role: 'viewer',
  sends: 1,
} as const;
const facts: AcceptanceFacts = { claims, row, email: 'a@x.test', isMember: false };

test.each<[string, AcceptanceFacts, string]>([
  ['an open one', facts, 'accept'],
  ['one that is not stored', { ...facts, row: null }, 'invalid'],
  ['an expired one', { ...facts, row: { ...row, expiresAt: at(now) } }, 'invalid'],
  ['one used before', { ...facts, row: { ...row, acceptedAt: at(1) } }, 'invalid'],
  ['a revoked one', { ...facts, row: { ...row, revokedAt: at(1) } }, 'invalid'],
  ['one for another address', { ...facts, email: 'b@x.test' }, 'invalid'],
  ['a token for another address', { ...facts, claims: { ...claims, email: 'b@x.test' }, email: 'b@x.test' }, 'invalid'],
  ['a token that names a greater role', { ...facts, claims: { ...claims, role: 'owner' } }, 'invalid'],
  ['the token of an earlier mail', { ...facts, row: { ...row, sends: 2 } }, 'invalid'],
  ['one of somebody who is in', { ...facts, isMember: true }, 'member'],
  ['a bad one of somebody who is in', { ...facts, row: null, isMember: true }, 'invalid'],
])('%s: %s', (_what, given, expected) => {
  expect(decideAcceptance(given, now)).toBe(expected);
});

test('an invitation that was accepted or revoked stays so after its end', () => {
  expect(stateOf(row, now)).toBe('open');
  expect(stateOf(row, now + 1)).toBe('expired');
  expect(stateOf({ ...row, acceptedAt: at(1) }, now + 1)).toBe('accepted');
  expect(stateOf({ ...row, revokedAt: at(1) }, now + 1)).toBe('revoked');
});
