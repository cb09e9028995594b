import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Caller } from './auth.ts';
import type { HttpServer } from './http.ts';

/** What became of one request's count. */
export interface LimitStanding {
  readonly limit: number;
  /** -1 = refused. */
  readonly remaining: number;
  /** When the window ends, in milliseconds since the epoch, by the limiter's clock. */
  readonly resetAt: number;
  /** How long to wait after a refusal. */
  readonly waitMs: number;
}

/** `control` = killing and asking after runs, which no tier ever refuses. */
export type Allowance = 'tier' | 'control';

/** Counts requests, exactly over all processes. Whatever it throws lets the request pass. */
export interface Limiter {
  take(caller: Caller, allowance: Allowance): Promise<LimitStanding>;
}

export interface LimitOptions {
  readonly limiter: Limiter;
  /** Told where a request could not be counted. */
  onFault(error: unknown, request: FastifyRequest): void;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: `tier`. */
    allowance?: Allowance;
  }
}

const limits = fastifyPlugin<LimitOptions>(
  (instance, options, done) => {
    instance.addHook('onRequest', async (request, reply) => {
      const { caller } = request;
      if (caller === null) return;
      const allowance = request.routeOptions.config.allowance ?? 'tier';
      const standing = await options.limiter.take(caller, allowance).catch((error: unknown) => {
        options.onFault(error, request);
        return null;
      });
      if (standing !== null) tell(reply, standing);
    });
    done();
  },
  { name: 'limits', dependencies: ['auth'] },
);

/** @throws WheelhouseError RATE_LIMITED */
function tell(reply: FastifyReply, standing: LimitStanding): void {
  void reply.headers({
    'x-ratelimit-limit': standing.limit,
    'x-ratelimit-remaining': Math.max(0, standing.remaining),
    'x-ratelimit-reset': Math.ceil(standing.resetAt / 1_000),
  });
  if (standing.remaining >= 0) return;
  void reply.header('retry-after', Math.max(1, Math.ceil(standing.waitMs / 1_000)));
  throw new WheelhouseError('RATE_LIMITED');
}

/** Counts every request of somebody known, after its permission is checked. Register it after auth, before the routes. */
export async function registerLimits(app: HttpServer, options: LimitOptions): Promise<void> {
  await app.register(limits, options);
}
