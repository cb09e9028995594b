import { expect, test } from 'vitest';
import { createRingKey } from '../sealing/key-ring.ts';
import { createSealer } from '../sealing/sealer.ts';
import { createRecoveryCodes, macOfRecoveryCode, recoveryCodeMatches } from './recovery-codes.ts';
import { createTotpSecret, describeTotp, findTotpStep, totpCode } from './totp.ts';

const now = Date.UTC(2026, 0, 1, 12);

test('codes are those of RFC 6238', () => {
  const secret = Buffer.from('12345678901234567890');
  expect(totpCode(secret, 59_000)).toBe('287082');
  expect(totpCode(secret, 1_111_111_109_000)).toBe('081804');
});

test('a code holds for one step before and after, and never twice', () => {
  const secret = createTotpSecret();
  const code = totpCode(secret, now);
  const step = Math.floor(now / 30_000);
  expect(findTotpStep(secret, code, { now, lastStep: 0 })).toBe(step);
  expect(findTotpStep(secret, code, { now: now + 30_000, lastStep: 0 })).toBe(step);
  expect(findTotpStep(secret, code, { now: now - 30_000, lastStep: 0 })).toBe(step);
  expect(findTotpStep(secret, code, { now: now + 90_000, lastStep: 0 })).toBeNull();
  expect(findTotpStep(secret, code, { now, lastStep: step })).toBeNull();
  expect(findTotpStep(secret, '12345', { now, lastStep: 0 })).toBeNull();
});

test('an app reads the secret from the URI', () => {
  const secret = createTotpSecret();
  const { uri, secret: base32 } = describeTotp(secret, { issuer: 'north', account: 'ada@example.test' });
  expect(uri).toMatch(/^otpauth:\/\/totp\/north:ada%40example\.test\?/);
  expect(new URL(uri).searchParams.get('secret')).toBe(base32);
});

test('recovery codes differ, and match however they are typed, for their owner alone', () => {
  const sealer = createSealer({ keys: [createRingKey(now)] });
  const codes = createRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  const [code = ''] = codes;
  const mac = macOfRecoveryCode(sealer, 'ada', code);
  for (const typed of [code, code.toUpperCase(), code.replace('-', ' ')]) {
    expect(recoveryCodeMatches(sealer, 'ada', { code: typed, mac })).toBe(true);
  }
  expect(recoveryCodeMatches(sealer, 'bo', { code, mac })).toBe(false);
  expect(recoveryCodeMatches(sealer, 'ada', { code: codes[1] ?? '', mac })).toBe(false);
  expect(recoveryCodeMatches(sealer, 'ada', { code: '', mac: macOfRecoveryCode(sealer, 'ada', '') })).toBe(false);
});
