import { WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';

/**
 * The id of a workspace by the slugs of its address, among those the person may see.
 * @throws WheelhouseError NOT_FOUND, the same for unknown and foreign ones
 */
export async function findBySlug(
  db: SpokeDb,
  userId: string,
  path: { readonly org: string; readonly slug: string },
): Promise<WorkspaceId> {
  const found = await db.withUser(userId, (tx) =>
    tx.workspace.findMany({ where: { slug: path.slug, deletedAt: null }, select: { id: true } }),
  );
  for (const { id } of found) {
    // A member of a workspace need not be one of its organization, whose row is hidden from them then.
    const row = await db.withSystemTenant(id as WorkspaceId, (tx) =>
      tx.workspace.findUnique({ where: { id }, select: { organization: { select: { slug: true } } } }),
    );
    if (row?.organization.slug === path.org) return id as WorkspaceId;
  }
  throw new WheelhouseError('NOT_FOUND');
}
