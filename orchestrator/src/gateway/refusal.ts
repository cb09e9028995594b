import type { ServerResponse } from 'node:http';
import type { ModelApi } from '../runtimes/adapter.ts';

export type RefusalKind =
  | 'unauthenticated'
  | 'budget'
  | 'forbidden'
  | 'not_found'
  | 'invalid'
  | 'too_large'
  | 'busy'
  | 'provider'
  | 'unreachable'
  | 'timeout';

interface KindEntry {
  readonly status: number;
  /** Whether clients of providers may try again by themselves. */
  readonly retry: boolean;
  /** https://platform.claude.com/docs/en/api/errors */
  readonly anthropic: string;
  /** https://developers.openai.com/api/docs/guides/error-codes */
  readonly openai: { readonly type: string; readonly code: string };
}

const entry = (status: number, retry: boolean, anthropic: string, openai: KindEntry['openai']): KindEntry => ({
  status,
  retry,
  anthropic,
  openai,
});

const invalid = (code: string): KindEntry['openai'] => ({ type: 'invalid_request_error', code });

const kinds: Readonly<Record<RefusalKind, KindEntry>> = {
  unauthenticated: entry(401, false, 'authentication_error', invalid('invalid_api_key')),
  budget: entry(402, false, 'billing_error', { type: 'insufficient_quota', code: 'insufficient_quota' }),
  forbidden: entry(403, false, 'permission_error', invalid('model_not_allowed')),
  not_found: entry(404, false, 'not_found_error', invalid('not_found')),
  invalid: entry(400, false, 'invalid_request_error', invalid('invalid_request')),
  too_large: entry(413, false, 'request_too_large', invalid('request_too_large')),
  busy: entry(429, true, 'rate_limit_error', { type: 'rate_limit_error', code: 'rate_limit_exceeded' }),
  // The instance's own key was refused: nothing the agent could try again would help.
  provider: entry(502, false, 'api_error', { type: 'server_error', code: 'provider_error' }),
  unreachable: entry(502, true, 'api_error', { type: 'server_error', code: 'provider_unreachable' }),
  timeout: entry(504, true, 'timeout_error', { type: 'server_error', code: 'provider_timeout' }),
};

/** An answer of the gateway's own instead of the provider's. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  /** Our own word for it, e.g. `LIMIT_COST`; goes into a header. */
  readonly code: string | undefined;

  constructor(kind: RefusalKind, message: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Refusal';
    this.kind = kind;
    this.code = options.code;
  }

  get status(): number {
    return kinds[this.kind].status;
  }
}

/** Answers in the provider's own shape, so that its clients understand it. */
export function sendRefusal(response: ServerResponse, api: ModelApi, refusal: Refusal): void {
  const { status, retry, anthropic, openai } = kinds[refusal.kind];
  const { message } = refusal;
  const body =
    api === 'anthropic'
      ? { type: 'error', error: { type: anthropic, message } }
      : { error: { message, type: openai.type, param: null, code: openai.code } };
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-should-retry': String(retry),
    ...(refusal.kind === 'busy' ? { 'retry-after': '1' } : {}),
    ...(refusal.code === undefined ? {} : { 'x-wheelhouse-code': refusal.code }),
  });
  response.end(text);
}
