import { describe, expect, test } from 'vitest';
import { WheelhouseError, type Code } from '../codes.ts';
import { encodeBase64Url } from '../crypto/bytes.ts';
import { signEnvelope } from '../envelope/dsse.ts';
import { exampleIdentity } from '../testing/example-identity.ts';
import { exampleIds, exampleNow } from '../testing/example-messages.ts';
import {
  formatJoinToken,
  isJoinProof,
  joinProof,
  joinProofKey,
  openJoinRequest,
  parseJoinToken,
  signJoinRequest,
} from './join.ts';
import { shortCode } from './short-code.ts';

const hub = exampleIdentity(exampleIds.hub, 'hub', 60);
const north = exampleIdentity(exampleIds.issuer, 'north', 40);
const south = exampleIdentity(exampleIds.target, 'south', 50);
const secret = encodeBase64Url(new Uint8Array(32).fill(77));
const proofKey = joinProofKey(secret);
const request = {
  v: 1 as const,
  tokenId: 't1',
  instance: north.instanceId,
  name: 'north',
  keyset: north.keyset,
  proof: joinProof(proofKey, hub.fingerprint, north.keyset),
  iat: exampleNow,
};

function codeOf(open: () => unknown): Code | 'opened' {
  try {
    open();
    return 'opened';
  } catch (error) {
    if (error instanceof WheelhouseError) return error.code;
    throw error;
  }
}

describe('a join token', () => {
  const token = { hub: 'http://127.0.0.1:7700/', fingerprint: hub.fingerprint, id: 't1', secret };
  test('is read back as it was made', () => {
    expect(formatJoinToken(token)).toMatch(/^whj1\.[A-Za-z0-9_-]+$/);
    expect(parseJoinToken(formatJoinToken(token))).toEqual(token);
  });

  test.each([
    '',
    'whj1.',
    'whj1.e30',
    'whj2.e30',
    formatJoinToken({ ...token, fingerprint: 'short' }),
    formatJoinToken({ ...token, secret: 'short' }),
    formatJoinToken(token).slice(0, -2),
    `${formatJoinToken(token)}=`,
    `whj1.${'A'.repeat(5000)}`,
  ])('%s is refused', (text) => {
    expect(codeOf(() => parseJoinToken(text))).toBe('INVALID');
  });
});

describe('a proof of the secret', () => {
  test('holds for its own hub and keyset only', () => {
    const isProof = (key: Uint8Array, fingerprint: string, keyset: string): boolean =>
      isJoinProof(request.proof, key, fingerprint, keyset);
    expect(isProof(proofKey, hub.fingerprint, north.keyset)).toBe(true);
    expect(isProof(proofKey, south.fingerprint, north.keyset)).toBe(false);
    expect(isProof(proofKey, hub.fingerprint, south.keyset)).toBe(false);
    expect(isProof(joinProofKey(encodeBase64Url(new Uint8Array(32))), hub.fingerprint, north.keyset)).toBe(false);
    expect(isJoinProof('', proofKey, hub.fingerprint, north.keyset)).toBe(false);
  });

  test('does not contain the secret, and neither does the key the hub keeps', () => {
    expect(JSON.stringify(request)).not.toContain(secret);
    expect(encodeBase64Url(proofKey)).not.toBe(secret);
  });
});

describe('SIG-07: a request to join proves possession of the identity key', () => {
  test('signed by the identity its keyset names, it opens', () => {
    const opened = openJoinRequest(signJoinRequest(request, north.identity));
    expect(opened.request).toEqual(request);
    expect(opened.keyset.identityFingerprint).toBe(north.fingerprint);
  });

  test('somebody else’s keyset under one’s own signature is refused', () => {
    expect(codeOf(() => openJoinRequest(signJoinRequest(request, south.identity)))).toBe('SIGNATURE_INVALID');
    expect(codeOf(() => openJoinRequest(signJoinRequest(request, north.command)))).toBe('SIGNATURE_INVALID');
  });

  test('an instance id that is not the keyset’s is refused', () => {
    const stolen = { ...request, instance: south.instanceId };
    expect(codeOf(() => openJoinRequest(signJoinRequest(stolen, north.identity)))).toBe('KEY_UNKNOWN');
  });

  test('the same bytes under another payload type are refused', () => {
    expect(codeOf(() => openJoinRequest(signEnvelope('command', request, north.identity)))).toBe('INVALID');
  });
});

test('two people read the same short code, and another pair reads another', () => {
  const code = shortCode(north.fingerprint, south.fingerprint);
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/);
  expect(shortCode(south.fingerprint, north.fingerprint)).toBe(code);
  expect(shortCode(north.fingerprint, hub.fingerprint)).not.toBe(code);
});
