import { spokeApi, type Catalogue } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { z } from 'zod';

/** What the orchestrators of this instance found on their machines. */
export async function readCatalogue(db: SpokeDb, version: string): Promise<Catalogue> {
  const rows = await db.withInstance('health', (tx) =>
    tx.orchestrator.findMany({ where: { state: { not: 'gone' } }, orderBy: { startedAt: 'asc' }, take: 256 }),
  );
  return {
    version,
    machines: rows.map(({ hostname, containment, filesystem, detail }) => ({
      hostname,
      containment,
      filesystem,
      runtimes: runtimesOf(detail).map((runtime) => ({ ...runtime, detail: runtime.detail?.slice(0, 512) ?? null })),
    })),
  };
}

/** As an orchestrator stored them; one that an older orchestrator stored without counts as none. */
export function runtimesOf(detail: unknown): spokeApi.RuntimeView[] {
  const { runtimes } = (detail ?? {}) as { readonly runtimes?: unknown };
  return z.array(spokeApi.RuntimeView).catch([]).parse(runtimes);
}
