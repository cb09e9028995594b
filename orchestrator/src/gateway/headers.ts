import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ModelApi } from '../runtimes/adapter.ts';
import type { Provider } from './types.ts';

/** Of the agent's headers, what a provider may see. Never a credential, a cookie, or whose account pays. */
const toProvider = [
  'accept',
  'content-type',
  'user-agent',
  'idempotency-key',
  'anthropic-version',
  'anthropic-beta',
  'openai-beta',
];

/** Of the provider's headers, what an agent may see. Not the names of the owner's organization, nor cookies. */
const toAgent =
  /^(?:content-type|content-length|content-encoding|cache-control|date|retry-after|retry-after-ms|x-should-retry|request-id|x-request-id|openai-version|openai-processing-ms|anthropic-ratelimit-[a-z-]+|x-ratelimit-[a-z-]+)$/;

/** Headers of a request to the provider, with the real key. */
export function providerHeaders(
  api: ModelApi,
  provider: Provider,
  headers: IncomingHttpHeaders,
  body: Buffer | null,
): OutgoingHttpHeaders {
  const kept = toProvider.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    ...(api === 'anthropic' ? { 'x-api-key': provider.apiKey } : { authorization: `Bearer ${provider.apiKey}` }),
    // Compressed answers could not be counted on their way.
    'accept-encoding': 'identity',
    ...(body === null ? {} : { 'content-length': body.length }),
  };
}

/** Headers of the answer for the agent; one that holds the key is left out. */
export function agentHeaders(headers: IncomingHttpHeaders, provider: Provider): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(
    ([name, value]) => toAgent.test(name) && !String(value).includes(provider.apiKey),
  );
  return Object.fromEntries(kept);
}

/** What `retry-after` asks for, in milliseconds; null where it says nothing. A date is compared with `nowMs`. */
export function readRetryAfter(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const milliseconds = Number(headers['retry-after-ms']);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return Math.round(milliseconds);
  const text = headers['retry-after'];
  if (text === undefined) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
