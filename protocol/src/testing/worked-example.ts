import { auditExample } from './audit-example.ts';
import { encodeBase64Url, encodeUtf8 } from '../crypto/bytes.ts';
import { sha256Hex } from '../crypto/hash.ts';
import { pae, payloadTypeOf, readEnvelope, signEnvelope } from '../envelope/dsse.ts';
import { formatJoinToken, joinProof, joinProofKey, signJoinRequest } from '../keys/join.ts';
import { shortCode } from '../keys/short-code.ts';
import { limits } from '../limits.ts';
import { Challenge, Hello } from '../link/frames.ts';
import { buildAuth, buildChallenge } from '../link/handshake.ts';
import { exampleIdentity } from './example-identity.ts';
import { exampleCommand, exampleIds, exampleNow } from './example-messages.ts';

/**
 * The worked example of SPEC.md, by the label of its block there. Everything follows from fixed seeds and instants, so
 * another implementation can compare byte for byte.
 */
export function workedExample(): Readonly<Record<string, string>> {
  const hub = exampleIdentity(exampleIds.hub, 'hub', 0x10);
  const north = exampleIdentity(exampleIds.issuer, 'north', 0x20);
  const south = exampleIdentity(exampleIds.target, 'south', 0x30);
  const secret = encodeBase64Url(new Uint8Array(32).fill(0x40));

  const command = exampleCommand({ verb: 'agent.spawn', agent: 'shell', prompt: 'echo hello' });
  const envelope = signEnvelope('command', command, north.command);
  const { payload, sha256 } = readEnvelope(envelope);
  const receipt = signEnvelope(
    'receipt',
    {
      v: 1,
      id: '01890a5d-ac96-774b-bcce-b302099a805e',
      iss: exampleIds.target,
      aud: exampleIds.issuer,
      hub: exampleIds.hub,
      iat: exampleNow + 12,
      exp: exampleNow + 12 + limits.commandMaxLifetimeMs,
      ws: exampleIds.workspace,
      agt: exampleIds.run,
      body: { command: command.id, sha256, status: 'accepted' },
    },
    south.command,
  );
  const request = {
    v: 1 as const,
    tokenId: 't1',
    instance: north.instanceId,
    name: 'north',
    keyset: north.keyset,
    proof: joinProof(joinProofKey(secret), hub.fingerprint, north.keyset),
    iat: exampleNow,
  };
  return {
    'hub-fingerprint': hub.fingerprint,
    'north-fingerprint': north.fingerprint,
    'north-keyset': north.keyset,
    'short-code': shortCode(hub.fingerprint, north.fingerprint),
    'join-token': formatJoinToken({ hub: 'http://127.0.0.1:7700/', fingerprint: hub.fingerprint, id: 't1', secret }),
    'join-proof': request.proof,
    'join-request-sha256': sha256Hex(encodeUtf8(signJoinRequest(request, north.identity))),
    'command-payload': JSON.stringify(command),
    'command-pae-head': new TextDecoder().decode(pae(payloadTypeOf('command'), payload)).split('{')[0] ?? '',
    'command-sha256': sha256,
    'command-envelope': envelope,
    'receipt-envelope': receipt,
    ...handshakeExample(hub, north),
    ...auditExample(north.instanceId, north.identity, exampleNow),
    'data-frame': JSON.stringify({
      t: 'data',
      n: 1,
      e: 'u1',
      h: {
        to: command.aud,
        from: command.iss,
        id: command.id,
        kind: 'command',
        ws: command.ws,
        lane: 'run',
        exp: command.exp,
      },
      env: envelope,
    }),
  };
}

type Example = ReturnType<typeof exampleIdentity>;

function handshakeExample(hub: Example, north: Example): Record<'hello' | 'challenge' | 'auth', string> {
  const hello = Hello.parse({
    t: 'hello',
    versions: [1],
    caps: [],
    instance: north.instanceId,
    keyid: north.link.keyid,
    nonce: encodeBase64Url(new Uint8Array(32).fill(0x50)),
    origin: 'ws://127.0.0.1:7700/link/v1',
    bootId: 'boot1',
    bootCount: 1,
    resume: { down: { epoch: 'none', offset: 0 }, up: { epoch: 'u1', offset: 0 } },
  });
  const helloText = JSON.stringify(hello);
  const challengeText = buildChallenge(
    helloText,
    {
      version: 1,
      caps: [],
      hub: hub.instanceId,
      keyid: hub.link.keyid,
      nonce: encodeBase64Url(new Uint8Array(32).fill(0x60)),
      time: exampleNow,
      limits: {
        frameMaxBytes: limits.frameMaxBytes,
        envelopeMaxBytes: limits.envelopeMaxBytes,
        windowUpMessages: limits.windowUpMessages,
        windowDownMessages: limits.windowDownMessages,
      },
    },
    hub.link,
  );
  const challenge = Challenge.parse(JSON.parse(challengeText));
  const auth = buildAuth({ hello: helloText, challenge: challengeText }, hello, challenge, north.link);
  return { hello: helloText, challenge: challengeText, auth };
}
