import type { OrganizationId, spokeApi, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';

export interface ListWish extends PageWish {
  /** Those that can be restored, instead of those that are in use. */
  readonly deleted: boolean;
  /** A key reaches its own workspace only. */
  readonly only?: string;
}

const running = ['owner', 'admin'];

/** The workspaces that a person may enter, newest first: as a member, or because they run its organization. */
export async function listMyWorkspaces(
  db: SpokeDb,
  userId: string,
  wish: ListWish,
): Promise<Page<spokeApi.WorkspaceSummary>> {
  return db.withUser(userId, async (tx) => {
    const rows = await tx.workspace.findMany({
      where: {
        deletedAt: wish.deleted ? { not: null } : null,
        AND: [
          wish.cursor === undefined ? {} : { id: { lt: wish.cursor } },
          wish.only === undefined ? {} : { id: wish.only },
        ],
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    });
    const ids = rows.map(({ id }) => id);
    const memberships = await tx.workspaceMember.findMany({ where: { userId, workspaceId: { in: ids } } });
    const organizations = await tx.organizationMember.findMany({ where: { userId } });
    const roleIn = (row: { id: string; organizationId: string }): string | null => {
      const member = memberships.find(({ workspaceId }) => workspaceId === row.id);
      if (member !== undefined) return member.role;
      const found = organizations.find(({ organizationId }) => organizationId === row.organizationId);
      return found !== undefined && running.includes(found.role) ? 'admin' : null;
    };
    const page = pageOf(rows, wish, (row) => ({
      id: row.id as WorkspaceId,
      organizationId: row.organizationId as OrganizationId,
      name: row.name,
      slug: row.slug,
      role: roleIn(row),
      createdAt: row.createdAt.getTime(),
      deletedAt: row.deletedAt?.getTime() ?? null,
      purgeAfter: row.purgeAfter?.getTime() ?? null,
    }));
    return { ...page, items: page.items.filter(isEnterable) };
  });
}

/** A principal row that is left of somebody who no longer runs the organization shows them nothing. */
function isEnterable<T extends { readonly role: string | null }>(item: T): item is T & { readonly role: string } {
  return item.role !== null;
}
