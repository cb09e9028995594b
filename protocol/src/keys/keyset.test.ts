import { describe, expect, test } from 'vitest';
import { WheelhouseError, type Code } from '../codes.ts';
import { encodeBase64Url } from '../crypto/bytes.ts';
import { signEnvelope } from '../envelope/dsse.ts';
import {
  addPoints,
  encodePoint,
  multiplyPoint,
  basePoint,
  smallOrderEncodings,
  smallOrderPoints,
} from '../testing/curve.ts';
import { exampleIdentity, withFirstKey } from '../testing/example-identity.ts';
import { exampleIds } from '../testing/example-messages.ts';
import { openKeyset, signKeyset } from './keyset.ts';

const north = exampleIdentity(exampleIds.issuer, 'north', 40);
const south = exampleIdentity(exampleIds.target, 'south', 50);
const pinned = { instance: north.instanceId, identityFingerprint: north.fingerprint };

function codeOf(text: string, expected: Parameters<typeof openKeyset>[1] = pinned): Code | 'opened' {
  try {
    openKeyset(text, expected);
    return 'opened';
  } catch (error) {
    if (error instanceof WheelhouseError) return error.code;
    throw error;
  }
}

test('a keyset under its pin opens with one key per use', () => {
  const opened = openKeyset(north.keyset, pinned);
  expect(opened.keys.map((key) => key.use)).toEqual(['link', 'command', 'grant']);
  expect(opened).toMatchObject({ body: north.body, identityFingerprint: north.fingerprint, text: north.keyset });
});

describe('a hub cannot introduce a key', () => {
  test('another instance’s keyset does not open under the pin', () => {
    expect(codeOf(south.keyset)).toBe('KEY_UNKNOWN');
  });

  test('a keyset that another identity made for this instance does not open under the pin', () => {
    const forged = { ...south.body, instance: north.instanceId };
    expect(codeOf(signKeyset(forged, south.identity))).toBe('KEY_UNKNOWN');
  });

  test('a keyset that names the pinned identity but was signed by another is refused', () => {
    expect(codeOf(signKeyset(north.body, south.identity))).toBe('SIGNATURE_INVALID');
    expect(codeOf(signKeyset(north.body, north.command))).toBe('SIGNATURE_INVALID');
  });

  test('the pinned identity’s keyset of another instance is refused', () => {
    expect(codeOf(signKeyset({ ...north.body, instance: exampleIds.hub }, north.identity))).toBe('KEY_UNKNOWN');
  });

  test('a keyset under another payload type is refused', () => {
    expect(codeOf(signEnvelope('join', north.body, north.identity))).toBe('INVALID');
  });
});

describe('keys that must not be registered', () => {
  const refusedKeys: [string, Uint8Array][] = [
    ...smallOrderEncodings().map((bytes): [string, Uint8Array] => [
      `SIG-05: ${Buffer.from(bytes).toString('hex')}`,
      bytes,
    ]),
    [
      'SIG-06: a torsion key',
      encodePoint(addPoints(multiplyPoint(basePoint, 99n), smallOrderPoints()[1] ?? basePoint)),
    ],
  ];
  test.each(refusedKeys)('%s is refused as an operational key', (_name, publicKey) => {
    expect(codeOf(signKeyset(withFirstKey(north.body, publicKey), north.identity))).toBe('INVALID');
  });

  test.each(refusedKeys)('%s is refused as an identity', (_name, publicKey) => {
    const body = { ...north.body, identity: encodeBase64Url(publicKey) };
    // No signature can be made for such a key, or every one can: either way nothing is opened.
    expect(codeOf(signKeyset(body, north.identity), {})).not.toBe('opened');
  });

  test('SIG-10: a key of 31 or 33 bytes is refused', () => {
    for (const size of [31, 33]) {
      const publicKey = new Uint8Array(size).fill(1);
      expect(codeOf(signKeyset(withFirstKey(north.body, publicKey), north.identity))).toBe('INVALID');
    }
  });

  test('a key under another key’s id is refused', () => {
    const crossed = withFirstKey(north.body, south.link.publicKey, north.link.keyid);
    expect(codeOf(signKeyset(crossed, north.identity))).toBe('INVALID');
  });

  test('one key for two uses is refused, the identity key included', () => {
    for (const publicKey of [north.command.publicKey, north.identity.publicKey]) {
      expect(codeOf(signKeyset(withFirstKey(north.body, publicKey), north.identity))).toBe('INVALID');
    }
  });
});
