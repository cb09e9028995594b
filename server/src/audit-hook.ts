import { codeNames, codes, type Code } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { decideAudit, describeRequest, type AuditFacts } from './audit-rules.ts';
import { createAuditSampler } from './audit-sampler.ts';
import { markAudited } from './audit-trail.ts';
import type { HttpServer } from './http.ts';

export interface AuditHookOptions {
  /** Writes one row; awaited before the answer leaves. */
  write(facts: AuditFacts): Promise<void>;
  /** Told where a row could not be written; the answer leaves all the same. */
  onFault(error: unknown, facts: AuditFacts): void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Exactly one row for each change and each refusal: services write theirs in the transaction of the change and mark the
 * request; this hook writes the rest, before the answer leaves. Register it before the routes.
 */
const auditHook = fastifyPlugin<AuditHookOptions>(
  (instance, options, done) => {
    const sampler = createAuditSampler(options.now);
    instance.decorateRequest('auditTrail', null);
    instance.addHook('onSend', async (request, reply, payload) => {
      const status = statusOf(request, reply.statusCode);
      const code = status < 400 ? null : (codeIn(payload) ?? request.answeredCode);
      const verdict = decideAudit({ request, status, code, replayed: isReplay(reply.getHeaders()) });
      if (verdict === null) return payload;
      const sample = sampler.take(request, code);
      if (sample === null) return payload;
      const facts = describeRequest(request, {
        verdict,
        code,
        status,
        suppressed: sample.suppressed,
      });
      try {
        await options.write(facts);
        markAudited(request);
      } catch (error) {
        options.onFault(error, facts);
      }
      return payload;
    });
    done();
  },
  { name: 'audit-hook' },
);

/** What the answer means: a protocol within HTTP (JSON-RPC) tells its refusals with status 200. */
function statusOf({ answeredCode }: FastifyRequest, status: number): number {
  return status < 400 && answeredCode !== null ? codes[answeredCode].status : status;
}

/** An answer that was kept from an earlier request with the same idempotency key: nothing happened anew. */
function isReplay(headers: Readonly<Record<string, unknown>>): boolean {
  return headers['idempotent-replayed'] === 'true' || headers['idempotency-replayed'] === 'true';
}

/** The registered code in an error's body; null where the body is none of ours. */
function codeIn(payload: unknown): Code | null {
  if (typeof payload !== 'string') return null;
  try {
    const body = JSON.parse(payload) as { readonly error?: { readonly code?: unknown } };
    return codeNames.find((name) => name === body.error?.code) ?? null;
  } catch {
    return null;
  }
}

/** Installs the hook that {@link markAudited} speaks to. */
export async function registerAuditHook(app: HttpServer, options: AuditHookOptions): Promise<void> {
  await app.register(auditHook, options);
}
