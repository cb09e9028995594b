import { auditTrailOf } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import type { Decider } from '../changes.ts';

/** Who asks, also before anybody has signed in, and from where. */
export interface Asker {
  readonly decider: Decider;
  readonly ip: string;
  readonly userAgent: string | null;
}

export function askerOf(request: FastifyRequest): Asker {
  const { caller, ip, id } = request;
  return {
    decider: {
      actor: caller === null ? `address:${ip}` : `operator:${caller.principalId}`,
      requestId: id,
      trail: auditTrailOf(request),
    },
    ip,
    userAgent: request.headers['user-agent']?.slice(0, 256) ?? null,
  };
}
