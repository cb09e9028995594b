import { describe, expect, test } from 'vitest';
import { WheelhouseError, type Code } from '../codes.ts';
import { decodeBase64Url, encodeBase64Url, encodeUtf8 } from '../crypto/bytes.ts';
import { signerFromSeed, type Signer } from '../crypto/signer.ts';
import type { KeyUse, TrustedKey } from '../keys/trusted-key.ts';
import { limits } from '../limits.ts';
import { bytesOfNumber, numberOfBytes, order } from '../testing/curve.ts';
import { exampleCommand, exampleIds, exampleNow as now } from '../testing/example-messages.ts';
import { payloadTypeOf, readEnvelope, signEnvelope, signPayload } from './dsse.ts';
import { openEnvelope, type OpenOptions } from './open.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(21));
const stranger = signerFromSeed(new Uint8Array(32).fill(22));
const keyOf = (of: Signer, use: KeyUse = 'command', changes: Partial<TrustedKey> = {}): TrustedKey => ({
  keyid: of.keyid,
  publicKey: of.publicKey,
  use,
  nbf: now - 1000,
  exp: now + 1_000_000,
  ...changes,
});
const status = exampleCommand({ verb: 'agent.status' });
const spawn = exampleCommand({ verb: 'agent.spawn', agent: 'shell', prompt: 'echo hello' });
const plain: OpenOptions<'command'> = { kinds: ['command'], keys: [keyOf(signer)], issuer: exampleIds.issuer, now };

/** `opened`, or the code it was refused with; sync and async must agree. */
async function verdictOf(text: string, changes: Partial<OpenOptions<'command'>> = {}): Promise<Code | 'opened'> {
  const verdicts = await Promise.all(
    (['sync', 'async'] as const).map(async (verify) => {
      try {
        await openEnvelope(readEnvelope(text), { ...plain, ...changes, verify });
        return 'opened';
      } catch (error) {
        if (error instanceof WheelhouseError) return error.code;
        throw error;
      }
    }),
  );
  expect(verdicts[0]).toBe(verdicts[1]);
  return verdicts[0] ?? 'opened';
}

const rewrite = (
  text: string,
  change: (parts: { payloadType: string; payload: string; sig: string }) => void,
): string => {
  const { payloadType, payload, signatures } = JSON.parse(text) as {
    payloadType: string;
    payload: string;
    signatures: [{ keyid: string; sig: string }];
  };
  const parts = { payloadType, payload, sig: signatures[0].sig };
  change(parts);
  const rewritten = { payloadType: parts.payloadType, payload: parts.payload };
  return JSON.stringify({ ...rewritten, signatures: [{ keyid: signatures[0].keyid, sig: parts.sig }] });
};

test('a sound command opens with its fields, hash and exact text', async () => {
  const text = signEnvelope('command', spawn, signer);
  const opened = await openEnvelope(readEnvelope(text), plain);
  expect(opened).toMatchObject({ kind: 'command', message: spawn, keyid: signer.keyid, text });
  expect(opened.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('SIG-04: the same signature with S + L is refused, and the original still opens', async () => {
  const text = signEnvelope('command', spawn, signer);
  const malleated = rewrite(text, (parts) => {
    const signature = decodeBase64Url(parts.sig);
    const s = numberOfBytes(signature.subarray(32)) + order;
    parts.sig = encodeBase64Url(Buffer.concat([signature.subarray(0, 32), bytesOfNumber(s)]));
  });
  expect(malleated).not.toBe(text);
  expect(await verdictOf(malleated)).toBe('SIGNATURE_INVALID');
  expect(await verdictOf(text)).toBe('opened');
});

describe('SIG-12: a signature counts for its own bytes and type only', () => {
  const [statusText, spawnText] = [status, spawn].map((message) => signEnvelope('command', message, signer));

  test('the signature of a STATUS does not carry a SPAWN', async () => {
    const crossed = rewrite(spawnText ?? '', (parts) => {
      parts.sig = (JSON.parse(statusText ?? '') as { signatures: [{ sig: string }] }).signatures[0].sig;
    });
    expect(await verdictOf(crossed)).toBe('SIGNATURE_INVALID');
  });

  test('a signature made under another payload type does not carry a command', async () => {
    const payload = encodeUtf8(JSON.stringify(spawn));
    for (const kind of ['receipt', 'handshake', 'join', 'query'] as const) {
      const crossed = rewrite(signPayload(kind, payload, signer), (parts) => {
        parts.payloadType = payloadTypeOf('command');
      });
      expect(await verdictOf(crossed), kind).toBe('SIGNATURE_INVALID');
    }
  });

  test('a bare signature over the payload, without its type, is refused', async () => {
    const bare = rewrite(spawnText ?? '', (parts) => {
      parts.sig = encodeBase64Url(signer.sign(decodeBase64Url(parts.payload)));
    });
    expect(await verdictOf(bare)).toBe('SIGNATURE_INVALID');
  });

  test('a rightly signed message of another kind is not taken as a command', async () => {
    expect(await verdictOf(signEnvelope('keyset', spawn, signer))).toBe('UNSUPPORTED');
    expect(await verdictOf(signEnvelope('events', spawn, signer))).toBe('UNSUPPORTED');
  });
});

describe('keys', () => {
  const text = signEnvelope('command', spawn, signer);
  test.each<[string, readonly TrustedKey[], Code]>([
    ['no key is known', [], 'KEY_UNKNOWN'],
    ['another key is known', [keyOf(stranger)], 'KEY_UNKNOWN'],
    ['another key is known under this id', [keyOf(stranger, 'command', { keyid: signer.keyid })], 'SIGNATURE_INVALID'],
    ['the key was revoked', [keyOf(signer, 'command', { revokedAt: now - 1 })], 'KEY_REVOKED'],
    [
      'the key was revoked after the message was issued',
      [keyOf(signer, 'command', { revokedAt: now + 1 })],
      'KEY_REVOKED',
    ],
    ['the key has expired', [keyOf(signer, 'command', { exp: now - limits.clockSkewMaxMs - 1 })], 'KEY_UNKNOWN'],
    ['the key is not valid yet', [keyOf(signer, 'command', { nbf: now + limits.clockSkewMaxMs + 1 })], 'KEY_UNKNOWN'],
    ['the key signs grants', [keyOf(signer, 'grant')], 'NOT_AUTHORIZED'],
    ['the key signs links', [keyOf(signer, 'link')], 'NOT_AUTHORIZED'],
    ['the key is an identity', [keyOf(signer, 'identity')], 'NOT_AUTHORIZED'],
  ])('a command is refused where %s', async (_name, keys, code) => {
    expect(await verdictOf(text, { keys })).toBe(code);
  });

  test('SIG-13: inside the overlap the old and the new key both open, after it the old one does not', async () => {
    const retiring = keyOf(signer, 'command', { exp: now + 1000 });
    const keys = [retiring, keyOf(stranger)];
    for (let index = 0; index < 100; index += 1) {
      expect(await verdictOf(signEnvelope('command', spawn, index % 2 === 0 ? signer : stranger), { keys })).toBe(
        'opened',
      );
    }
    const later = now + 1000 + limits.clockSkewMaxMs + 1;
    expect(await verdictOf(text, { keys, now: later })).toBe('KEY_UNKNOWN');
    expect(await verdictOf(signEnvelope('command', spawn, stranger), { keys, now: later })).toBe('opened');
  });
});

describe('payloads are judged after the signature holds', () => {
  const signRaw = (payload: string | Uint8Array): string =>
    signPayload('command', typeof payload === 'string' ? encodeUtf8(payload) : payload, signer);
  const json = JSON.stringify(spawn);

  test('an unsigned payload is never parsed: damage is a bad signature, whatever it breaks', async () => {
    for (const payload of ['not json', '['.repeat(150_000), '{"__proto__":1}']) {
      const forged = rewrite(signRaw(json), (parts) => {
        parts.payload = encodeBase64Url(encodeUtf8(payload));
      });
      expect(await verdictOf(forged)).toBe('SIGNATURE_INVALID');
    }
  });

  test.each([
    ['ENV-05: ws twice', json.replace('{', `{"ws":"${exampleIds.target}",`)],
    ['ENV-06: a lone surrogate', json.replace('echo hello', '\\ud800')],
    ['ENV-06: invalid UTF-8', Buffer.from(json.replace('echo', '\u00e9cho'), 'latin1')],
    ['ENV-07: a nesting bomb', '['.repeat(150_000)],
    ['ENV-08: __proto__', json.replace('{', '{"__proto__":{"admin":true},')],
    ['ENV-08: constructor', json.replace('{', '{"constructor":{"prototype":{"admin":true}},')],
    ['ENV-09: an instant beyond 2^53', json.replace(String(now), '9007199254740993')],
    ['ENV-09: 1e400', json.replace(String(now), '1e400')],
    ['ENV-09: negative zero', json.replace(String(now), '-0')],
    ['an unknown member', json.replace('{', '{"admin":true,')],
    ['another version', json.replace('"v":1', '"v":2')],
    ['a missing member', json.replace(`"aud":"${exampleIds.target}",`, '')],
    ['ENV-13: an upper-case id', json.replace(exampleIds.workspace, exampleIds.workspace.toUpperCase())],
    ['ENV-13: an agent name with a slash', json.replace('"shell"', '"../shell"')],
    ['an unknown verb', json.replace('agent.spawn', 'agent.reboot')],
    ['no JSON', 'hello'],
    ['nothing', ''],
  ])('%s is INVALID even under a good signature', async (_name, payload) => {
    expect(await verdictOf(signRaw(payload))).toBe('INVALID');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('ENV-09: 1.0 is read as 1 by every reader', async () => {
    expect(await verdictOf(signRaw(json.replace('"v":1', '"v":1.0')))).toBe('opened');
  });

  test('a message that names another issuer than its keys’ is refused', async () => {
    const other = signEnvelope('command', { ...spawn, iss: exampleIds.target }, signer);
    expect(await verdictOf(other)).toBe('NOT_AUTHORIZED');
  });
});

test('a command larger than a body may be is refused', async () => {
  const step = { do: 'write', path: 'a.txt', content: 'x'.repeat(limits.bodyMaxBytes) } as const;
  const large = exampleCommand({ verb: 'agent.spawn', agent: 'shell', task: { steps: [step] } });
  expect(await verdictOf(signEnvelope('command', large, signer))).toBe('TOO_LARGE');
});

test('ENV-04: every flipped payload byte, and every re-serialisation, is refused', async () => {
  const text = signEnvelope('command', status, signer);
  const bytes = decodeBase64Url((JSON.parse(text) as { payload: string }).payload);
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Uint8Array.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    const forged = rewrite(text, (parts) => (parts.payload = encodeBase64Url(flipped)));
    expect(await verdictOf(forged), `byte ${at}`).toBe('SIGNATURE_INVALID');
  }
  const reordered = JSON.stringify(Object.fromEntries(Object.entries(status).toReversed()));
  const reserialised = rewrite(text, (parts) => (parts.payload = encodeBase64Url(encodeUtf8(reordered))));
  expect(await verdictOf(reserialised)).toBe('SIGNATURE_INVALID');
});
