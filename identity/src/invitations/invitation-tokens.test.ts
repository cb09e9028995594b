import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createRingKey, withNewKey, withoutOldKeys } from '../sealing/key-ring.ts';
import { createSealer } from '../sealing/sealer.ts';
import { createInvitationTokens, type SignedInvitation } from './invitation-tokens.ts';

const now = Date.UTC(2026, 0, 1);
const week = 7 * 86_400_000;
const ring = { keys: [createRingKey(now)] } as const;
const claims: SignedInvitation = {
  kind: 'workspace',
  scopeId: 'w',
  invitationId: 'i',
  email: 'ada@example.test',
  role: 'viewer',
  sends: 1,
};

test('an invitation says what was signed, until it is over', async () => {
  const tokens = createInvitationTokens(createSealer(ring), 'north');
  const token = await tokens.sign(claims, now + week);
  expect(await tokens.verify(token, now + week - 1_000)).toEqual(claims);
  expect(await tokens.verify(token, now + week)).toBeNull();
});

test('altered, foreign, unsigned and other kinds of tokens are nothing', async () => {
  const sealer = createSealer(ring);
  const tokens = createInvitationTokens(sealer, 'north');
  const token = await tokens.sign(claims, now + week);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const owner = Buffer.from(JSON.stringify({ ...JSON.parse(atob(payload)), role: 'owner' })).toString('base64url');
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'wh-invitation+jwt' })).toString('base64url');
  const [{ key, id } = { key: new Uint8Array(), id: '' }] = sealer.signingKeys;
  const other = await new SignJWT({ ...claims, scope: 'w' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: id })
    .setJti('i')
    .setIssuer('north')
    .setAudience('north')
    .setExpirationTime('7d')
    .sign(key);
  const foreign = await createInvitationTokens(sealer, 'south').sign(claims, now + week);
  const stranger = createInvitationTokens(createSealer({ keys: [createRingKey(now)] }), 'north');
  for (const bad of [
    `${header}.${owner}.${signature}`,
    `${none}.${payload}.`,
    other,
    foreign,
    await stranger.sign(claims, now + week),
    '',
    'a.b.c',
  ]) {
    expect(await tokens.verify(bad, now), bad).toBeNull();
  }
});

test('after a rotation links hold until their key is dropped', async () => {
  const token = await createInvitationTokens(createSealer(ring), 'north').sign(claims, now + week);
  const rotated = withNewKey(ring, now);
  expect(await createInvitationTokens(createSealer(rotated), 'north').verify(token, now)).toEqual(claims);
  const dropped = createInvitationTokens(createSealer(withoutOldKeys(rotated)), 'north');
  expect(await dropped.verify(token, now)).toBeNull();
});
