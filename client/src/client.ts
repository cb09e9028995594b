import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/spoke-api.ts';
import { sendWithRetries, type Send } from './retries.ts';

/** A function for each method, typed by path: parameters, body and answer are those of the server's description. */
export type SpokeClient = Client<paths, 'application/json'>;

export interface ClientOptions {
  /** Where the spoke answers: `https://spoke.example.org`. */
  readonly url: string;
  /** An API key. Without one the browser's session counts, where there is one. */
  readonly token?: string;
  /** The workspace to act in, where a session may enter several. */
  readonly workspaceId?: string;
  /** Plain HTTP off this machine, where keys can be read on the way. Default false. */
  readonly insecureHttp?: boolean;
  /** How often a request is sent again, where that is safe. Default 2. */
  readonly retries?: number;
  readonly fetch?: Send;
}

/**
 * A client of one spoke. Every POST gets an `Idempotency-Key` unless the caller gives one, so that sending it again does
 * nothing twice; calls resolve to `{data, error, response}`, which `take` and `each` unwrap.
 * @throws TypeError for an address that is none, or would show the key to whoever is on the way
 */
export function createClient(options: ClientOptions): SpokeClient {
  const { token, workspaceId, retries = 2, fetch: send = (request) => fetch(request) } = options;
  const baseUrl = originOf(options);
  const client = createFetchClient<paths, 'application/json'>({
    baseUrl,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(workspaceId === undefined ? {} : { 'x-workspace-id': workspaceId }),
    },
    fetch: (request) => sendWithRetries(request, { send, retries }),
  });
  return client;
}

function originOf({ url, token, insecureHttp = false }: ClientOptions): string {
  const { protocol, hostname, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`${url} is no address of a spoke`);
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  if (token !== undefined && protocol === 'http:' && !isLocal && !insecureHttp) {
    throw new TypeError('a key over plain HTTP can be read on the way: use https, or insecureHttp');
  }
  return href.replace(/\/+$/, '');
}
