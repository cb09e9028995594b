import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WheelhouseError, type Code } from '../codes.ts';
import { concatBytes, encodeUtf8 } from '../crypto/bytes.ts';
import { signerFromSeed } from '../crypto/signer.ts';
import { verifyStrict } from '../crypto/verify-strict.ts';
import { limits } from '../limits.ts';
import { exampleCommand } from '../testing/example-messages.ts';
import { findVectors } from '../testing/vectors.ts';
import { envelopeKinds, pae, payloadTypeOf, readEnvelope, signEnvelope, signPayload } from './dsse.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(5));
const text = signEnvelope('command', exampleCommand({ verb: 'agent.status' }), signer);

interface Loose {
  payloadType: unknown;
  payload: unknown;
  signatures: unknown;
}
const changed = (change: (envelope: Loose) => void): string => {
  const envelope = JSON.parse(text) as Loose;
  change(envelope);
  return JSON.stringify(envelope);
};

function codeOf(input: string): Code | 'read' {
  try {
    readEnvelope(input);
    return 'read';
  } catch (error) {
    if (error instanceof WheelhouseError) return error.code;
    throw error;
  }
}

test('what was signed is read back as the same bytes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...envelopeKinds), fc.uint8Array({ maxLength: 300 }), (kind, payload) => {
      const envelope = readEnvelope(signPayload(kind, payload, signer));
      expect(envelope).toMatchObject({ kind, payloadType: payloadTypeOf(kind), keyid: signer.keyid });
      expect(Buffer.from(envelope.payload).equals(payload)).toBe(true);
      expect(verifyStrict(signer.publicKey, pae(envelope.payloadType, envelope.payload), envelope.signature)).toBe(
        true,
      );
    }),
  );
});

test('the pre-authentication encoding counts bytes, not characters', () => {
  expect(pae('http://example.com/HelloWorld', encodeUtf8('hello world'))).toEqual(
    encodeUtf8('DSSEv1 29 http://example.com/HelloWorld 11 hello world'),
  );
  expect(pae('é', encodeUtf8('ü'))).toEqual(encodeUtf8('DSSEv1 2 é 2 ü'));
  expect(pae('', new Uint8Array([0, 255]))).toEqual(concatBytes(encodeUtf8('DSSEv1 0  2 '), new Uint8Array([0, 255])));
});

describe('SIG-12: the published DSSE vectors', () => {
  const vectors = findVectors('dsse.json');
  interface Vector {
    id: string;
    envelope: { payload: string; payloadType: string; signatures: { sig: string; keyid?: string }[] };
    trustedKeys: string[];
    threshold: number;
    supportedPayloadTypes: string[];
    expect: 'accept' | 'reject';
  }
  test('hold against our PAE and verify', (context) => {
    if (vectors.data === null) return context.skip(vectors.why);
    const file = vectors.data as { keys: Record<string, { public: string }>; vectors: Vector[] };
    // Their base64 is the padded standard form, or url-safe: read leniently here and nowhere else.
    const lenient = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'base64'));
    for (const vector of file.vectors) {
      const { envelope, supportedPayloadTypes, threshold, trustedKeys } = vector;
      const signed = pae(envelope.payloadType, lenient(envelope.payload));
      const isBy = (name: string, sig: string): boolean =>
        verifyStrict(new Uint8Array(Buffer.from(file.keys[name]?.public ?? '', 'hex')), signed, lenient(sig));
      const signedBy = new Set(envelope.signatures.flatMap(({ sig }) => trustedKeys.filter((name) => isBy(name, sig))));
      const verdict = supportedPayloadTypes.includes(envelope.payloadType) && signedBy.size >= threshold;
      expect(verdict ? 'accept' : 'reject', vector.id).toBe(vector.expect);
    }
  });
});

describe('SIG-10: malformed envelopes get a typed error', () => {
  const signatureOf = (size: number): string => Buffer.alloc(size, 7).toString('base64url');
  const withSignature = (sig: unknown): string =>
    changed((envelope) => (envelope.signatures = [{ keyid: signer.keyid, sig }]));

  test.each<[string, string, Code]>([
    ['nothing', '', 'INVALID'],
    ['no JSON', 'hello', 'INVALID'],
    ['another JSON value', '[]', 'INVALID'],
    ['null', 'null', 'INVALID'],
    ['a signature of 0 bytes', withSignature(''), 'INVALID'],
    ['a signature of 63 bytes', withSignature(signatureOf(63)), 'INVALID'],
    ['a signature of 65 bytes', withSignature(signatureOf(65)), 'INVALID'],
    ['a signature of 128 bytes', withSignature(signatureOf(128)), 'INVALID'],
    ['a signature that is no base64url', withSignature('*'.repeat(86)), 'INVALID'],
    ['a signature in standard base64', withSignature(`${'+'.repeat(86)}`), 'INVALID'],
    ['a signature with stray bits', withSignature(`${signatureOf(64).slice(0, 85)}B`), 'INVALID'],
    ['a padded signature', withSignature(`${signatureOf(64)}==`), 'INVALID'],
    ['a signature that is a number', withSignature(7), 'INVALID'],
    ['no signature', changed((envelope) => (envelope.signatures = [])), 'INVALID'],
    [
      'two signatures',
      changed((envelope) => (envelope.signatures = [envelope.signatures, envelope.signatures].flat())),
      'INVALID',
    ],
    ['a payload with padding', changed((envelope) => (envelope.payload = 'YQ==')), 'INVALID'],
    ['a payload in standard base64', changed((envelope) => (envelope.payload = 'a+/b')), 'INVALID'],
    ['a payload of an impossible length', changed((envelope) => (envelope.payload = 'abcde')), 'INVALID'],
    ['a payload with white space', changed((envelope) => (envelope.payload = 'YW Jj')), 'INVALID'],
    ['an unknown member', changed((envelope) => Object.assign(envelope, { extra: 1 })), 'INVALID'],
    ['ENV-05: a member twice', text.replace('{', '{"payload":"YQ",'), 'INVALID'],
    ['ENV-07: a nesting bomb', '['.repeat(150_000), 'INVALID'],
    ['1 MB of base64', changed((envelope) => (envelope.payload = 'A'.repeat(1_000_000))), 'TOO_LARGE'],
    ['one character over the limit', `${text}${' '.repeat(limits.envelopeMaxBytes - text.length + 1)}`, 'TOO_LARGE'],
  ])('%s', (_name, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  test('an envelope exactly at the limit is read', () => {
    expect(codeOf(text + ' '.repeat(limits.envelopeMaxBytes - text.length))).toBe('read');
  });

  test('an unregistered payload type is read and has no kind', () => {
    expect(readEnvelope(changed((envelope) => (envelope.payloadType = 'text/plain'))).kind).toBeUndefined();
  });
});

test('any damage to the text is refused on reading or fails the signature', () => {
  const original = readEnvelope(text);
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 0, max: 6 }), (at, bit) => {
      const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
      let damaged;
      try {
        damaged = readEnvelope(text.slice(0, at) + flipped + text.slice(at + 1));
      } catch (error) {
        expect(error).toBeInstanceOf(WheelhouseError);
        return;
      }
      const holds = verifyStrict(signer.publicKey, pae(damaged.payloadType, damaged.payload), damaged.signature);
      // Only the key id, a hint that is not signed, may change without the signature noticing.
      if (holds) expect({ ...damaged, text: '', keyid: '' }).toEqual({ ...original, text: '', keyid: '' });
    }),
    { numRuns: 3000 },
  );
});
