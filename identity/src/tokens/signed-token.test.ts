import { expect, test } from 'vitest';
import { createTokenSigner } from './signed-token.ts';

const key = (byte: number, id = `000000${String(byte).padStart(2, '0')}`): { id: string; key: Uint8Array } => ({
  id,
  key: new Uint8Array(32).fill(byte),
});
const now = 1_700_000_000_000;
const use = { purpose: 'invitation', expiresAt: now + 60_000 };
const claims = { invitation: 'i', sends: 1 };

test('a token says what was signed, until it is over, and for its purpose only', async () => {
  const signer = createTokenSigner([key(1)]);
  const token = await signer.sign(claims, use);
  expect(await signer.verify(token, { purpose: 'invitation', now })).toEqual(claims);
  expect(await signer.verify(token, { purpose: 'invitation', now: now + 61_000 })).toBeNull();
  expect(await signer.verify(token, { purpose: 'sign-in', now })).toBeNull();
});

test('a token of an older key of the ring holds, one of a key that is gone does not', async () => {
  const token = await createTokenSigner([key(1)]).sign(claims, use);
  const expected = { purpose: 'invitation', now };
  expect(await createTokenSigner([key(2), key(1)]).verify(token, expected)).toEqual(claims);
  expect(await createTokenSigner([key(2)]).verify(token, expected)).toBeNull();
  expect(await createTokenSigner([key(2, '00000001')]).verify(token, expected)).toBeNull();
});

test('whatever was changed, made up or signed by nobody is refused', async () => {
  const signer = createTokenSigner([key(1)]);
  const [header = '', payload = '', signature = ''] = (await signer.sign(claims, use)).split('.');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const greater = encode({ ...claims, sends: 2, aud: 'invitation', exp: 9_999_999_999 });
  const unsigned = encode({ alg: 'none', kid: '00000001' });
  for (const token of [
    `${header}.${greater}.${signature}`,
    `${unsigned}.${payload}.`,
    `${header}.${payload}`,
    '',
    'a.b.c',
    'x'.repeat(5000),
  ]) {
    expect(await signer.verify(token, { purpose: 'invitation', now }), token.slice(0, 40)).toBeNull();
  }
});
