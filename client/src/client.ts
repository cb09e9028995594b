import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths as HubPaths } from './generated/hub-api.ts';
import type { paths } from './generated/spoke-api.ts';
import { originOf, type Address } from './origin.ts';
import { sendWithRetries, type Send } from './retries.ts';

/** A function for each method, typed by path: parameters, body and answer are those of the server's description. */
export type SpokeClient = Client<paths, 'application/json'>;
export type HubClient = Client<HubPaths, 'application/json'>;

export interface HubClientOptions extends Address {
  /** How often a request is sent again, where that is safe. Default 2. */
  readonly retries?: number;
  readonly fetch?: Send;
}

export interface ClientOptions extends HubClientOptions {
  /** The workspace to act in, where a session may enter several. */
  readonly workspaceId?: string;
}

/**
 * A client of one spoke. Every POST gets an `Idempotency-Key` unless the caller gives one, so that sending it again does
 * nothing twice; calls resolve to `{data, error, response}`, which `take` and `each` unwrap.
 * @throws TypeError for an address that is none, or would show the key to whoever is on the way
 */
export function createClient(options: ClientOptions): SpokeClient {
  const { workspaceId, retries = 2, fetch: send = (request) => fetch(request) } = options;
  return createFetchClient<paths, 'application/json'>({
    baseUrl: originOf(options),
    headers: {
      ...credentialOf(options),
      ...(workspaceId === undefined ? {} : { 'x-workspace-id': workspaceId }),
    },
    fetch: (request) => sendWithRetries(request, { send, retries }),
  });
}

/**
 * A client of a hub, as that of a spoke. A hub keeps no idempotency keys: a POST is sent again only where the hub says
 * that it came too fast, and so did nothing.
 * @throws TypeError for an address that is none, or would show the key to whoever is on the way
 */
export function createHubClient(options: HubClientOptions): HubClient {
  const { retries = 2, fetch: send = (request) => fetch(request) } = options;
  return createFetchClient<HubPaths, 'application/json'>({
    baseUrl: originOf(options),
    headers: credentialOf(options),
    fetch: (request) => sendWithRetries(request, { send, retries, keepsKeys: false }),
  });
}

function credentialOf({ token }: Address): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
