import {
  Auth,
  buildChallenge,
  checkAuth,
  closeCodes,
  encodeBase64Url,
  Hello,
  limits as protocolLimits,
  negotiateVersion,
  parseStrictJson,
  randomBytes,
  WheelhouseError,
  type CloseName,
  type Code,
  type FrameOf,
  type InstanceId,
  type Signer,
} from '@wheelhouse/protocol';
import type { z } from 'zod';
import type { DirectoryInstance } from '../directory/directory.ts';
import type { HubLimits } from '../limits.ts';

/** How a handshake ended early. `code` is what a stranger is told: always the same, whatever was wrong. */
export interface Refusal {
  readonly code: Code;
  readonly close: CloseName;
  /** For the log only. */
  readonly reason: string;
}

export interface HandshakeDeps {
  readonly hubId: InstanceId;
  readonly linkKey: Signer;
  readonly limits: HubLimits;
  readonly now: () => number;
  readonly findInstance: (id: string) => DirectoryInstance | null;
  /** Whether a spoke that dialled this origin dialled us. */
  readonly isOwnOrigin: (origin: string) => boolean;
}

export type HelloAnswer =
  | { readonly kind: 'challenge'; readonly text: string; readonly hello: FrameOf<'hello'> }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const stranger = (reason: string): Refusal => ({ code: 'UNAUTHENTICATED', close: 'AUTH_FAILED', reason });

/**
 * Answers a `hello`. An unknown instance gets a challenge like everybody else: who is enrolled here is not for
 * strangers to find out.
 */
export function answerHello(text: string, deps: HandshakeDeps): HelloAnswer {
  const hello = parseFrame(text, Hello);
  if (hello === null) return { kind: 'refused', refusal: stranger('not a hello') };
  const version = negotiateVersion(hello.versions);
  if (version === null) {
    return { kind: 'refused', refusal: { code: 'UNSUPPORTED', close: 'VERSION_UNSUPPORTED', reason: 'version' } };
  }
  const { limits } = deps;
  const challenge = buildChallenge(
    text,
    {
      version,
      caps: [],
      hub: deps.hubId,
      keyid: deps.linkKey.keyid,
      nonce: encodeBase64Url(randomBytes(32)),
      time: deps.now(),
      limits: {
        frameMaxBytes: protocolLimits.frameMaxBytes,
        envelopeMaxBytes: protocolLimits.envelopeMaxBytes,
        windowUpMessages: limits.windowUpMessages,
        windowDownMessages: limits.windowDownMessages,
      },
    },
    deps.linkKey,
  );
  return { kind: 'challenge', text: challenge, hello };
}

export interface Texts {
  readonly hello: string;
  readonly challenge: string;
}

/** Checks an `auth` and then whether this instance may have a session. Null = it may. */
export function checkProof(
  authText: string,
  texts: Texts,
  hello: FrameOf<'hello'>,
  deps: HandshakeDeps,
): Refusal | null {
  const auth = parseFrame(authText, Auth);
  const instance = deps.findInstance(hello.instance);
  if (auth === null || instance === null) return stranger(auth === null ? 'not an auth' : 'unknown instance');
  if (!deps.isOwnOrigin(hello.origin)) return stranger('foreign origin');
  try {
    checkAuth(texts, hello, { hub: deps.hubId, sig: auth.sig }, { keys: instance.keys, now: deps.now() });
  } catch (error) {
    return stranger(error instanceof WheelhouseError ? error.code : 'signature');
  }
  return refusalOf(instance);
}

/** Only said to who has proved to be this instance. */
function refusalOf(instance: DirectoryInstance): Refusal | null {
  if (instance.kind !== 'spoke') return stranger('not a spoke');
  if (instance.quarantined) return { code: 'LOCKED', close: 'QUARANTINED', reason: 'quarantined' };
  switch (instance.state) {
    case 'requested':
    case 'pending':
      // Not a terminal close: it dials again by itself and gets in once an operator has approved it.
      return { code: 'UNAVAILABLE', close: 'GOING_AWAY', reason: 'not approved yet' };
    case 'revoked':
      return { code: 'NOT_AUTHORIZED', close: 'REVOKED', reason: 'revoked' };
    case 'active':
    case 'suspended':
      return null;
  }
}

/** The frames that end a refused handshake. */
export function rejectText(refusal: Refusal): string {
  return JSON.stringify({ t: 'reject', code: refusal.code });
}

export const closeCodeOf = (refusal: Refusal): number => closeCodes[refusal.close];

function parseFrame<T extends z.ZodType>(text: string, schema: T): z.infer<T> | null {
  try {
    const parsed = schema.safeParse(parseStrictJson(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
