import { randomBytes } from 'node:crypto';
import {
  buildAuth,
  checkChallenge,
  Challenge,
  Hello,
  parseStrictJson,
  protocolVersions,
  Reject,
  WheelhouseError,
  Welcome,
  type FrameOf,
  type Signer,
} from '@wheelhouse/protocol';
import type { HubPin } from '../identity/hub-pin.ts';
import type { LinkPlace } from './link-store.ts';

export interface HandshakeDeps {
  readonly self: string;
  readonly linkKey: Signer;
  readonly pin: HubPin;
  readonly place: LinkPlace;
  readonly bootId: string;
  readonly now: () => number;
}

/** One handshake from our side; each step takes the hub's exact text and gives ours. */
export interface Handshake {
  /** The first frame. */
  readonly hello: string;
  /** The proof of who we are. @throws WheelhouseError where the other side is not the pinned hub; nothing was proved then */
  onChallenge(text: string): string;
  /** @throws WheelhouseError with the hub's code where it refuses */
  onWelcome(text: string): FrameOf<'welcome'>;
}

/** Begins a handshake. The hub proves itself first: a spoke signs nothing for a stranger. */
export function beginHandshake(deps: HandshakeDeps): Handshake {
  const frame = Hello.parse({
    t: 'hello',
    versions: [...protocolVersions],
    caps: [],
    instance: deps.self,
    keyid: deps.linkKey.keyid,
    nonce: randomBytes(32).toString('base64url'),
    origin: deps.pin.linkUrl,
    bootId: deps.bootId,
    bootCount: deps.place.bootCount,
    resume: { down: deps.place.down, up: deps.place.up },
  });
  const hello = JSON.stringify(frame);
  return {
    hello,
    onChallenge(text) {
      const challenge = Challenge.parse(refuseReject(text));
      if (challenge.hub !== deps.pin.hubId) throw new WheelhouseError('HUB_MISMATCH');
      checkChallenge({ hello, challenge: text }, challenge, deps.pin.keys, deps.now());
      if (!protocolVersions.some((version) => version === challenge.version)) throw new WheelhouseError('UNSUPPORTED');
      return buildAuth({ hello, challenge: text }, frame, challenge, deps.linkKey);
    },
    onWelcome: (text) => Welcome.parse(refuseReject(text)),
  };
}

function refuseReject(text: string): unknown {
  const value = parseStrictJson(text);
  const reject = Reject.safeParse(value);
  if (reject.success) throw new WheelhouseError(reject.data.code, 'the hub refused the link');
  return value;
}
