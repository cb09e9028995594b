import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { WheelhouseError, type Code } from '../codes.ts';
import { limits } from '../limits.ts';
import { exampleIdentity } from '../testing/example-identity.ts';
import { exampleIds, exampleNow as now } from '../testing/example-messages.ts';
import { Challenge, Hello } from './frames.ts';
import { buildAuth, buildChallenge, checkAuth, checkChallenge, negotiateVersion } from './handshake.ts';

const hub = exampleIdentity(exampleIds.hub, 'hub', 60);
const spoke = exampleIdentity(exampleIds.issuer, 'north', 40);
const other = exampleIdentity(exampleIds.target, 'south', 50);

const hello: z.infer<typeof Hello> = {
  t: 'hello',
  versions: [1],
  caps: [],
  instance: spoke.instanceId,
  keyid: spoke.link.keyid,
  nonce: 'bm9uY2VD',
  origin: 'ws://127.0.0.1:7700/link/v1',
  bootId: 'boot1',
  bootCount: 1,
  resume: { down: { epoch: 'd1', offset: 0 }, up: { epoch: 'u1', offset: 0 } },
};
const helloText = JSON.stringify(hello);
const challengeFields = {
  version: 1,
  caps: [],
  hub: hub.instanceId,
  keyid: hub.link.keyid,
  nonce: 'bm9uY2VT',
  time: now,
  limits: {
    frameMaxBytes: limits.frameMaxBytes,
    envelopeMaxBytes: limits.envelopeMaxBytes,
    windowUpMessages: 256,
    windowDownMessages: 64,
  },
};
const challengeText = buildChallenge(helloText, challengeFields, hub.link);
const challenge = Challenge.parse(JSON.parse(challengeText));
const texts = { hello: helloText, challenge: challengeText };
const auth = JSON.parse(buildAuth(texts, hello, challenge, spoke.link)) as { t: 'auth'; sig: string };

function codeOf(check: () => void): Code | 'ok' {
  try {
    check();
    return 'ok';
  } catch (error) {
    if (error instanceof WheelhouseError) return error.code;
    throw error;
  }
}

describe('the spoke’s check of the hub', () => {
  const check = (challenged: string, said = helloText, keys = hub.keys): Code | 'ok' =>
    codeOf(() => {
      const parsed = Challenge.safeParse(JSON.parse(challenged));
      if (parsed.success) checkChallenge({ hello: said, challenge: challenged }, parsed.data, keys, now);
      else throw new WheelhouseError('INVALID');
    });

  test('holds for the hub that was pinned', () => {
    expect(check(challengeText)).toBe('ok');
  });

  test('fails where any byte of either text was changed', () => {
    for (let at = 0; at < challengeText.length; at += 1) {
      const flipped =
        challengeText.slice(0, at) +
        String.fromCharCode(challengeText.charCodeAt(at) ^ 1) +
        challengeText.slice(at + 1);
      let isJson = true;
      try {
        JSON.parse(flipped);
      } catch {
        isJson = false;
      }
      if (isJson) expect(check(flipped), flipped).not.toBe('ok');
    }
    expect(check(challengeText, helloText.replace('boot1', 'boot2'))).toBe('SIGNATURE_INVALID');
    expect(check(challengeText, helloText.replace('7700', '7701'))).toBe('SIGNATURE_INVALID');
  });

  test('fails for another hub’s keys, and for the hub’s keys of another use', () => {
    expect(check(challengeText, helloText, other.keys)).toBe('KEY_UNKNOWN');
    const grantSigned = buildChallenge(helloText, { ...challengeFields, keyid: hub.grant.keyid }, hub.grant);
    expect(check(grantSigned)).toBe('KEY_UNKNOWN');
    const impersonated = buildChallenge(helloText, challengeFields, other.link);
    expect(check(impersonated)).toBe('SIGNATURE_INVALID');
  });

  test('fails where sig is not the last member, so no two texts share one signature', () => {
    const { sig, ...rest } = challenge;
    expect(check(JSON.stringify({ sig, ...rest }))).toBe('INVALID');
    expect(check(`${challengeText} `)).toBe('INVALID');
  });
});

describe('the hub’s check of the spoke', () => {
  const check = (changes: {
    sig?: string;
    hub?: string;
    hello?: string;
    challenge?: string;
    keys?: typeof spoke.keys;
  }): Code | 'ok' =>
    codeOf(() => {
      const said = changes.hello ?? helloText;
      checkAuth(
        { hello: said, challenge: changes.challenge ?? challengeText },
        Hello.parse(JSON.parse(said)),
        { hub: changes.hub ?? hub.instanceId, sig: changes.sig ?? auth.sig },
        { keys: changes.keys ?? spoke.keys, now },
      );
    });

  test('holds for the enrolled spoke and this very handshake', () => {
    expect(check({})).toBe('ok');
  });

  test('fails for another handshake: a recorded proof is worth nothing', () => {
    const fresh = buildChallenge(helloText, { ...challengeFields, nonce: 'ZnJlc2g' }, hub.link);
    expect(check({ challenge: fresh })).toBe('SIGNATURE_INVALID');
    expect(check({ hello: helloText.replace('bm9uY2VD', 'b3RoZXI') })).toBe('SIGNATURE_INVALID');
  });

  test('fails at another origin or hub: a proof cannot be passed on', () => {
    expect(check({ hello: helloText.replace('7700', '7799') })).toBe('SIGNATURE_INVALID');
    expect(check({ hub: other.instanceId })).toBe('SIGNATURE_INVALID');
  });

  test('fails for another instance’s keys and another use', () => {
    expect(check({ keys: other.keys })).toBe('KEY_UNKNOWN');
    const byCommand = { ...hello, keyid: spoke.command.keyid };
    const said = JSON.stringify(byCommand);
    const { sig } = JSON.parse(buildAuth({ ...texts, hello: said }, byCommand, challenge, spoke.command)) as {
      sig: string;
    };
    expect(check({ hello: said, sig })).toBe('KEY_UNKNOWN');
  });

  test('SIG-12: the hub’s own challenge signature is no proof of a spoke', () => {
    expect(check({ sig: challenge.sig })).toBe('SIGNATURE_INVALID');
  });

  test('SIG-10: a malformed proof is a typed error', () => {
    for (const sig of ['', 'A', '*', 'A'.repeat(85), 'A'.repeat(1_000_000)]) {
      expect(['INVALID', 'SIGNATURE_INVALID']).toContain(check({ sig }));
    }
  });
});

test('the newest common version is chosen, and none where there is none', () => {
  expect(negotiateVersion([3, 2, 1])).toBe(1);
  expect(negotiateVersion([2, 3])).toBeNull();
  expect(negotiateVersion([])).toBeNull();
});
