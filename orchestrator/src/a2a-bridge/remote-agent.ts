import { A2A_PROTOCOL_VERSION, type AgentCard } from '@a2a-js/sdk';
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
  type Client,
} from '@a2a-js/sdk/client';
import type { RemoteConfig } from './wire.ts';

export interface RemoteAgent {
  readonly client: Client;
  readonly streams: boolean;
}

/**
 * Reads the agent's card and opens a client. The credential goes to the configured origin alone: a card that names
 * another place is refused, and redirects are not followed.
 * @param secrets values of variables
 * @throws Error in words for people
 */
export async function openRemoteAgent(
  config: RemoteConfig,
  secrets: Readonly<Record<string, string | undefined>>,
): Promise<RemoteAgent> {
  const fetchImpl = fetchWith(config, secrets);
  const cardUrl = new URL(config.card, config.url);
  const card = await readCard(cardUrl, fetchImpl);
  const reachable = card.supportedInterfaces.filter(({ url }) => isOf(config.url, url));
  const spoken = reachable.filter(
    ({ protocolBinding: binding, protocolVersion: version }) =>
      version === A2A_PROTOCOL_VERSION && (binding === 'JSONRPC' || binding === 'HTTP+JSON'),
  );
  if (spoken.length === 0) {
    const why = card.supportedInterfaces.length > reachable.length ? `, at ${new URL(config.url).origin}` : '';
    throw new Error(`the agent's card names no JSON-RPC or HTTP interface of A2A ${A2A_PROTOCOL_VERSION}${why}`);
  }
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    clientConfig: { polling: true },
  });
  const client = await new ClientFactory(options).createFromAgentCard({ ...card, supportedInterfaces: spoken });
  return { client, streams: card.capabilities?.streaming === true };
}

async function readCard(url: URL, fetchImpl: typeof fetch): Promise<AgentCard> {
  try {
    return await new DefaultAgentCardResolver({ fetchImpl }).resolve(url.href, '');
  } catch (error) {
    throw new Error(`the agent's card could not be read from ${url.origin}${url.pathname}: ${wordsOf(error)}`, {
      cause: error,
    });
  }
}

function isOf(url: string, other: string): boolean {
  return URL.canParse(other) && new URL(other).origin === new URL(url).origin;
}

/** Adds the credential, and gives up where nothing is answered in time. A stream that has begun may take as long as it likes. */
function fetchWith(config: RemoteConfig, secrets: Readonly<Record<string, string | undefined>>): typeof fetch {
  const { header, timeoutMs } = config;
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    const secret = header === null ? undefined : secrets[header.variable];
    if (header !== null && secret !== undefined) headers.set(header.name, `${header.prefix}${secret}`);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`nothing was answered within ${timeoutMs} ms`)), timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
    try {
      const response = await fetch(input, { ...init, headers, signal, redirect: 'error' });
      if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) return response;
      // Read here, while the time counts.
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    } catch (error) {
      throw late.signal.aborted ? (late.signal.reason as Error) : error;
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The words of anything that was thrown, with those of its cause: `fetch` says only that it failed. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' && cause.message !== error.message
    ? `${error.message} (${cause.message})`
    : error.message;
}
