import { WheelhouseError } from '@wheelhouse/protocol';
import * as oidc from 'openid-client';
import { createIssuerFetch, type Fetch } from './issuer-fetch.ts';

/** A provider as an organization configured it. */
export interface OidcProvider {
  /** Its issuer identifier, an https URL. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What has to be kept, secretly, between going to the provider and coming back. */
export interface OidcFlow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** Who the provider says it is. */
export interface OidcIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Lower case; null where the provider tells none, or does not vouch for it. */
  readonly email: string | null;
  readonly name: string | null;
}

export interface OidcClient {
  /** Where to send the browser. @throws WheelhouseError UNAVAILABLE where the provider does not answer as one */
  begin(provider: OidcProvider, redirectUri: string): Promise<{ readonly url: string; readonly flow: OidcFlow }>;
  /**
   * @param query of the request the browser came back with
   * @throws WheelhouseError UNAUTHENTICATED where provider, state, nonce, code or signature do not hold
   */
  finish(provider: OidcProvider, flow: OidcFlow, query: URLSearchParams): Promise<OidcIdentity>;
}

export interface OidcClientOptions {
  /** Providers on this machine's network, and plain HTTP to them. */
  readonly allowInternalIssuers?: boolean;
  /** Default: fetches as {@link createIssuerFetch} does. */
  readonly fetch?: Fetch;
}

/** Authorization code flow with PKCE, state and nonce; ID tokens are verified with the provider's published keys. */
export function createOidcClient(options: OidcClientOptions = {}): OidcClient {
  const allowInternal = options.allowInternalIssuers === true;
  const fetch = options.fetch ?? createIssuerFetch(allowInternal);
  const discover = async ({ issuer, clientId, clientSecret }: OidcProvider): Promise<oidc.Configuration> => {
    try {
      const execute = [oidc.enableNonRepudiationChecks, ...(allowInternal ? [oidc.allowInsecureRequests] : [])];
      const authentication = oidc.ClientSecretPost(clientSecret);
      return await oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
        execute,
        [oidc.customFetch]: (url, init) => fetch(url, init as RequestInit),
      });
    } catch (cause) {
      throw new WheelhouseError('UNAVAILABLE', 'the sign-in provider does not answer as one', { cause });
    }
  };
  return {
    async begin(provider, redirectUri) {
      const config = await discover(provider);
      const flow = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
        redirectUri,
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow };
    },
    async finish(provider, flow, query) {
      const config = await discover(provider);
      const currentUrl = new URL(flow.redirectUri);
      currentUrl.search = query.toString();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, currentUrl, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no ID token');
        return identityOf(claims, await userInfo(config, tokens, claims));
      } catch (cause) {
        throw new WheelhouseError('UNAUTHENTICATED', 'the provider did not confirm who you are', { cause });
      }
    },
  };
}

/** Many providers tell the address only when asked for it. */
async function userInfo(
  config: oidc.Configuration,
  tokens: oidc.TokenEndpointResponse,
  claims: oidc.IDToken,
): Promise<Readonly<Record<string, unknown>>> {
  const { userinfo_endpoint: endpoint } = config.serverMetadata();
  if (claims['email'] !== undefined || endpoint === undefined) return claims;
  return { ...claims, ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)) };
}

function identityOf(claims: oidc.IDToken, told: Readonly<Record<string, unknown>>): OidcIdentity {
  const { email, email_verified: verified, name } = told;
  const vouched = typeof email === 'string' && (verified === true || verified === 'true');
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: vouched ? email.toLowerCase() : null,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 128) : null,
  };
}
