import {
  hubApi,
  joinProof,
  joinProofKey,
  openKeyset,
  parseJoinToken,
  signJoinRequest,
  successOf,
  WheelhouseError,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { saveHubPin, type HubFile } from '../identity/hub-pin.ts';

export interface JoinOptions {
  /** The join token's text. */
  readonly token: string;
  readonly identity: Identity;
  readonly region?: string;
  /** Where `hub.json` goes. */
  readonly instanceDir: string;
  readonly now: number;
  readonly fetch?: typeof fetch;
}

export interface Joined {
  readonly state: string;
  /** To be compared with the one the hub's operator sees. */
  readonly shortCode: string;
  readonly hub: HubFile;
}

const timeoutMs = 15_000;
const answerSchema = successOf(hubApi.JoinAnswer);

/**
 * Enrols this instance with the hub of a join token and pins that hub. The secret never travels, and the hub's keyset
 * must be of the identity whose fingerprint the token names, whoever answers at that address.
 * @throws WheelhouseError INVALID (token), KEY_UNKNOWN (another hub answered), NOT_AUTHORIZED, UNAVAILABLE
 */
export async function joinHub(options: JoinOptions): Promise<Joined> {
  const token = parseJoinToken(options.token);
  const { identity } = options;
  const envelope = signJoinRequest(
    {
      v: 1,
      tokenId: token.id,
      instance: identity.instanceId,
      name: identity.name,
      ...(options.region === undefined ? {} : { region: options.region }),
      keyset: identity.keyset,
      proof: joinProof(joinProofKey(token.secret), token.fingerprint, identity.keyset),
      iat: options.now,
    },
    identity.identity,
  );
  const answer = await post(options, new URL('/api/v1/join', token.hub), { envelope });
  openKeyset(answer.hub.keyset, { instance: answer.hub.id, identityFingerprint: token.fingerprint });
  const hub: HubFile = {
    version: 1,
    hubId: answer.hub.id,
    url: token.hub,
    linkUrl: answer.hub.linkUrl,
    fingerprint: token.fingerprint,
    keyset: answer.hub.keyset,
  };
  await saveHubPin(options.instanceDir, hub);
  return { state: answer.state, shortCode: identity.shortCodeWith(token.fingerprint), hub };
}

async function post(
  options: JoinOptions,
  url: URL,
  body: object,
): Promise<ReturnType<typeof answerSchema.parse>['data']> {
  const request = options.fetch ?? fetch;
  let response: Response;
  try {
    response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new WheelhouseError('UNAVAILABLE', 'the hub does not answer', { cause: error });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answerSchema.parse(answer).data;
  const code = (answer as { error?: { code?: unknown } } | null)?.error?.code;
  throw new WheelhouseError(code === 'CONFLICT' ? 'CONFLICT' : 'NOT_AUTHORIZED', `the hub refused: ${String(code)}`);
}
