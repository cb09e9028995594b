import type { ModelApi } from '../runtimes/adapter.ts';
import { anthropicReader } from './usage/anthropic.ts';
import { openaiChatReader } from './usage/openai-chat.ts';
import { openaiResponsesReader } from './usage/openai-responses.ts';
import type { AnswerReader } from './usage/reading.ts';

/** How the most that an answer can hold is said in a request. */
export type RequestShape = 'messages' | 'chat' | 'responses';

export interface Route {
  readonly api: ModelApi;
  readonly method: 'GET' | 'POST';
  /** After the provider's base URL. */
  readonly path: string;
  /** Null for what costs nothing. */
  readonly answers: { readonly shape: RequestShape; readonly reader: AnswerReader } | null;
}

const routes: Readonly<Record<string, Route>> = {
  'POST /anthropic/v1/messages': {
    api: 'anthropic',
    method: 'POST',
    path: '/v1/messages',
    answers: { shape: 'messages', reader: anthropicReader },
  },
  'POST /anthropic/v1/messages/count_tokens': {
    api: 'anthropic',
    method: 'POST',
    path: '/v1/messages/count_tokens',
    answers: null,
  },
  'GET /anthropic/v1/models': { api: 'anthropic', method: 'GET', path: '/v1/models', answers: null },
  'POST /openai/v1/chat/completions': {
    api: 'openai',
    method: 'POST',
    path: '/chat/completions',
    answers: { shape: 'chat', reader: openaiChatReader },
  },
  'POST /openai/v1/responses': {
    api: 'openai',
    method: 'POST',
    path: '/responses',
    answers: { shape: 'responses', reader: openaiResponsesReader },
  },
  'GET /openai/v1/models': { api: 'openai', method: 'GET', path: '/models', answers: null },
};

/** A request's path without its query, and the query with its question mark. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const at = url.indexOf('?');
  return at === -1 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at) };
}

/** Some SDKs take the version for a part of the base URL of Anthropic, which others add themselves. */
const withoutVersion = /^\/anthropic\/(?!v1\/)/;

/** Exact paths only: nothing else of a provider can be reached. Null for everything else. */
export function findRoute(method: string, path: string): Route | null {
  const key = `${method} ${path.replace(withoutVersion, '/anthropic/v1/')}`;
  return Object.hasOwn(routes, key) ? (routes[key] ?? null) : null;
}

/** In whose shape errors for that path are written. */
export function apiOfPath(path: string): ModelApi {
  return path.startsWith('/anthropic') ? 'anthropic' : 'openai';
}
