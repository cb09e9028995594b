import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { ImportRef } from './settle.ts';

/** What was done to something, or by somebody, since an import brought it. */
export interface ChangedSince {
  readonly kind: string;
  readonly id: string;
  readonly why: string;
}

/** Rows of the log that are looked at, newest first; more obstacles say nothing new. */
const maxEntries = 200;

/**
 * What the workspace's audit log says of imported rows since the import ended: every change of one leaves a row there,
 * whatever table it is in, and so does all that an imported member did.
 */
export async function findChangedSince(
  tx: SpokeTx,
  { workspaceId, importId }: ImportRef,
  ids: { readonly rows: readonly string[]; readonly members: readonly string[] },
): Promise<ChangedSince[]> {
  // Written with the import's own rows: nobody could touch them before it. Where retention took it, all rows count.
  const done = await tx.auditLog.findFirst({
    where: { workspaceId, action: 'imports.done', resourceId: importId },
    select: { id: true },
  });
  const since = { workspaceId, id: { gt: done?.id ?? 0n }, verdict: 'accepted' };
  const newest = { orderBy: { id: 'desc' }, take: maxEntries } as const;
  // Two statements: together their ids could be more than one can bind.
  const changed = await tx.auditLog.findMany({
    where: { ...since, resourceId: { in: [...ids.rows, ...ids.members] } },
    ...newest,
  });
  const acted = await tx.auditLog.findMany({ where: { ...since, actorId: { in: [...ids.members] } }, ...newest });
  return unique([
    ...changed.map(({ resourceKind, resourceId, action }) => ({
      kind: resourceKind ?? 'row',
      id: resourceId ?? '',
      why: `changed since: ${action}`,
    })),
    ...acted.map(({ actorId: id, action }) => ({ kind: 'member', id, why: `has acted here: ${action}` })),
  ]);
}

function unique(found: readonly ChangedSince[]): ChangedSince[] {
  return [...new Map(found.map((entry) => [JSON.stringify(entry), entry])).values()];
}
