import { codeNames, codes, type Code } from '@wheelhouse/protocol';
import type { ApiAnswer, ApiComponents, Reference } from './document.ts';

const errorContent = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } };

const header = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });

/** Headers of every answer. */
export const everyAnswer = { 'X-Request-Id': header('RequestId') };
export const limitHeaders = {
  'X-RateLimit-Limit': header('RateLimitLimit'),
  'X-RateLimit-Remaining': header('RateLimitRemaining'),
  'X-RateLimit-Reset': header('RateLimitReset'),
};
export const tagHeader = { ETag: header('ETag') };
export const replayHeader = { 'Idempotent-Replayed': header('IdempotentReplayed') };

const integer = { type: 'integer' };

/** Everything that operations refer to by name, besides schemas. */
export function sharedParts(
  withLimits: boolean,
): Required<Pick<ApiComponents, 'responses' | 'headers' | 'parameters'>> {
  return { responses: errorAnswers(withLimits), headers, parameters };
}

const headers = {
  RequestId: { description: 'Names this request in logs, traces and the audit log.', schema: { type: 'string' } },
  ETag: { description: 'Names the state that was answered.', schema: { type: 'string' } },
  IdempotentReplayed: {
    description: '`true` where this is the kept answer to the first request with this Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  RateLimitLimit: { description: 'Requests in the window.', schema: integer },
  RateLimitRemaining: { description: 'How many of them are left.', schema: integer },
  RateLimitReset: { description: 'When the window ends, in seconds since 1970.', schema: integer },
  RetryAfter: { description: 'Seconds to wait before the next try.', schema: integer },
};

const parameters = {
  WorkspaceId: {
    name: 'X-Workspace-Id',
    in: 'header' as const,
    description: "The workspace to act in. Default: the session's current one. A key is of one workspace only.",
    schema: { type: 'string', format: 'uuid' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header' as const,
    description: 'The same key with the same request is done once and answered the same for a day. Visible ASCII.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header' as const,
    description: 'Change it only while it is in the state with this ETag; else 412. Without it, whatever its state.',
    schema: { type: 'string', maxLength: 1024 },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header' as const,
    description: 'The ETag of what is known already: 304 while it still holds.',
    schema: { type: 'string' },
  },
};

/** Statuses of the registry's codes that leave as errors, in order. */
const errorStatuses = [...new Set(codeNames.map((code) => codes[code].status))]
  .filter((status) => status >= 400)
  .sort((a, b) => a - b);

function codesOf(status: number): Code[] {
  return codeNames.filter((code) => codes[code].status === status);
}

/** `Error404` and so on: one for each status, naming its codes; `Error` for any. */
function errorAnswers(withLimits: boolean): Record<string, ApiAnswer> {
  const byStatus = errorStatuses.map((status) => [`Error${status}`, errorAnswer(status, withLimits)] as const);
  const any: ApiAnswer = { description: 'Refused or failed.', headers: everyAnswer, content: errorContent };
  return { ...Object.fromEntries(byStatus), Error: any };
}

function errorAnswer(status: number, withLimits: boolean): ApiAnswer {
  const names = codesOf(status);
  const waits = names.some((code) => codes[code].retryable);
  return {
    description: names.map((code) => `\`${code}\`: ${codes[code].meaning}; ${codes[code].remedy}.`).join('\n\n'),
    headers: {
      ...everyAnswer,
      ...(waits ? { 'Retry-After': header('RetryAfter') } : {}),
      ...(withLimits && status === 429 ? limitHeaders : {}),
    },
    content: errorContent,
    'x-codes': names,
  };
}

export interface ErrorFacts {
  readonly isPublic: boolean;
  /** It takes parameters or a body that may not be valid. */
  readonly takesInput: boolean;
  readonly takesBody: boolean;
  readonly changes: boolean;
  readonly takesTag: boolean;
  readonly isCounted: boolean;
}

/** The errors an operation is known to answer with, by status; any other is `default`. */
export function errorsOf(facts: ErrorFacts): Record<string, Reference> {
  const statuses = [
    ...(facts.takesInput ? [400] : []),
    ...(facts.isPublic ? [] : [401, 404]),
    ...(facts.changes ? [403, 409] : []),
    ...(facts.takesTag ? [412] : []),
    ...(facts.takesBody ? [413] : []),
    ...(facts.isCounted ? [429] : []),
    500,
    503,
  ].sort((a, b) => a - b);
  const known = statuses.map((status) => [String(status), { $ref: `#/components/responses/Error${status}` }] as const);
  return { ...Object.fromEntries(known), default: { $ref: '#/components/responses/Error' } };
}
