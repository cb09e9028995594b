import type { HttpServer } from './http.ts';

/** `ok` false answers 503; `checks` says which part and why. */
export interface ReadinessReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

const readinessTimeoutMs = 1_500;

function within<T>(work: Promise<T>, timeoutMs: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** `/healthz`: the process answers. `/readyz`: its parts make progress. Neither needs a credential. */
export function registerHealth(app: HttpServer, readiness: () => Promise<ReadinessReport>): void {
  const open = { schema: {}, config: { permission: 'public' } } as const;
  app.get('/healthz', open, () => ({ ok: true }));
  app.get('/readyz', open, async (_request, reply) => {
    const late: ReadinessReport = { ok: false, checks: { readiness: { ok: false, detail: 'no answer in time' } } };
    const report = await within(
      readiness().catch((): ReadinessReport => ({ ok: false, checks: { readiness: { ok: false, detail: 'failed' } } })),
      readinessTimeoutMs,
      late,
    );
    return reply.code(report.ok ? 200 : 503).send(report);
  });
}
