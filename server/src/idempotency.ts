import { createHash } from 'node:crypto';
import { codes, WheelhouseError, type Code } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { HttpServer } from './http.ts';

/** Whose key it is. Two workspaces, and two callers of one, share nothing. */
export interface IdempotencyScope {
  readonly workspaceId: string;
  readonly principalId: string;
  readonly key: string;
}

/** What has to be the same for a request to be the same. */
export interface IdempotentRequest {
  /** Method and path with its ids and query. */
  readonly route: string;
  readonly bodySha256: string;
}

/** What was answered, and is answered again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type IdempotencyStart =
  | { readonly state: 'new'; readonly lock: IdempotencyLock }
  | { readonly state: 'answered'; readonly answer: KeptAnswer }
  | { readonly state: 'under-way'; readonly waitMs: number }
  | { readonly state: 'other-request' };

/** Held by the request that goes on. Whoever lost it to a later request changes nothing any more. */
export interface IdempotencyLock {
  keep(answer: KeptAnswer): Promise<void>;
  free(): Promise<void>;
}

export interface IdempotencyStore {
  start(scope: IdempotencyScope, request: IdempotentRequest): Promise<IdempotencyStart>;
}

export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** Told where an answer could not be kept; it leaves all the same. */
  onFault(error: unknown, request: FastifyRequest): void;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Why an `Idempotency-Key` counts for nothing here. */
    notIdempotent?: string;
  }
  interface FastifyRequest {
    idempotencyLock: IdempotencyLock | null;
  }
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;
/** Besides the body, what an answer says. */
const keptHeaders = ['content-type', 'etag', 'location'] as const;

const idempotency = fastifyPlugin<IdempotencyOptions>(
  (instance, options, done) => {
    instance.decorateRequest('idempotencyLock', null);
    // After validation: what was never tried needs no key.
    instance.addHook('preHandler', async (request, reply) => {
      const scope = scopeOf(request);
      if (scope === null) return;
      const start = await options.store.start(scope, fingerprintOf(request));
      if (start.state === 'new') request.idempotencyLock = start.lock;
      else return answerAgain(reply, start);
    });
    instance.addHook('onSend', async (request, reply, payload) => {
      const lock = request.idempotencyLock;
      if (lock === null) return payload;
      request.idempotencyLock = null;
      const answer = answerOf(request, reply, payload);
      await (answer === null ? lock.free() : lock.keep(answer)).catch((error: unknown) => {
        options.onFault(error, request);
      });
      return payload;
    });
    done();
  },
  { name: 'idempotency', dependencies: ['auth'] },
);

/** Null where the request asks for nothing, or acts in no workspace. */
function scopeOf({ method, headers, caller, routeOptions }: FastifyRequest): IdempotencyScope | null {
  const key = headers['idempotency-key'];
  if (method !== 'POST' || key === undefined || routeOptions.config.notIdempotent !== undefined) return null;
  if (typeof key !== 'string' || !keyPattern.test(key)) {
    throw new WheelhouseError('INVALID', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
  }
  if (caller?.workspaceId === undefined) return null;
  return { workspaceId: caller.workspaceId, principalId: caller.principalId, key };
}

function fingerprintOf({ method, url, body }: FastifyRequest): IdempotentRequest {
  const bodySha256 = createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('hex');
  // Hashed, so that no path is too long to be kept and compared.
  return { route: createHash('sha256').update(`${method} ${url}`).digest('hex'), bodySha256 };
}

/** @throws WheelhouseError CONFLICT */
function answerAgain(reply: FastifyReply, start: Exclude<IdempotencyStart, { state: 'new' }>): FastifyReply {
  if (start.state === 'other-request') {
    throw new WheelhouseError('CONFLICT', 'this Idempotency-Key was used for another request');
  }
  if (start.state === 'under-way') {
    void reply.header('retry-after', Math.max(1, Math.ceil(start.waitMs / 1_000)));
    throw new WheelhouseError('CONFLICT', 'the first request with this Idempotency-Key is still under way');
  }
  const { status, headers, body } = start.answer;
  return reply
    .code(status)
    .headers(headers)
    .header('idempotent-replayed', 'true')
    .serializer((text: string) => text)
    .send(body);
}

/** Null where the answer is none to give again: a fault, one that says "try again", a stream. */
function answerOf({ answeredCode }: FastifyRequest, reply: FastifyReply, payload: unknown): KeptAnswer | null {
  const { statusCode: status } = reply;
  if (status >= 500 || isRetryable(answeredCode)) return null;
  if (payload !== null && payload !== undefined && typeof payload !== 'string') return null;
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = reply.getHeader(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return { status, headers, body: payload ?? '' };
}

function isRetryable(code: Code | null): boolean {
  return code !== null && codes[code].retryable;
}

/** Honours `Idempotency-Key` on every POST that does not say why not. Register it after auth and the audit hook. */
export async function registerIdempotency(app: HttpServer, options: IdempotencyOptions): Promise<void> {
  await app.register(idempotency, options);
}
