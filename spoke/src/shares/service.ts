import { newId, permits, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { tellAccessChanged } from '../access/access-changes.ts';
import { mayTouch, type Touchable } from '../access/may-touch.ts';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';

interface ShareRow {
  readonly id: string;
  readonly resourceKind: string;
  readonly resourceId: string;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

function viewOf(row: ShareRow): spokeApi.ShareView {
  return {
    id: row.id,
    kind: row.resourceKind as spokeApi.ShareView['kind'],
    resourceId: row.resourceId,
    teamId: row.teamId,
    userId: row.userId,
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
  };
}

/** Kinds of things that exist by now, and the permission to read one. */
const readPermission = { agent: 'agents:read', run: 'runs:read' } as const;

export interface SharesWish extends PageWish {
  readonly kind?: Touchable['kind'] | undefined;
  readonly resourceId?: string | undefined;
}

/** Who sees all members of the workspace sees all shares; everybody else their own, made or received. */
export async function listShares(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: SharesWish,
): Promise<Page<spokeApi.ShareView>> {
  const { workspaceId, principalId: userId } = caller;
  const mine = {
    OR: [{ createdBy: userId }, { userId }, { team: { members: { some: { workspaceId, userId } } } }],
  };
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.resourceShare.findMany({
      where: {
        workspaceId,
        ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }),
        ...(wish.kind === undefined ? {} : { resourceKind: wish.kind }),
        ...(wish.resourceId === undefined ? {} : { resourceId: wish.resourceId }),
        ...(permits(caller.permissions, 'members:read') ? {} : mine),
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, viewOf);
}

/**
 * Lets a team or a member see one thing. Whoever made it may share it, and whoever manages members; nobody shares what
 * they may not read. Sharing it again gives the same share.
 * @throws WheelhouseError NOT_FOUND, the same for what is not there and what is not the caller's to share
 */
export async function createShare(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, now }: { readonly wish: spokeApi.CreateShare; readonly now: number },
): Promise<spokeApi.ShareView> {
  const { workspaceId } = caller;
  const { kind, resourceId } = wish;
  const reader = { teamId: wish.teamId ?? null, userId: wish.userId ?? null };
  const create = (): Promise<spokeApi.ShareView> =>
    db.withTenant(contextOf(caller), async (tx) => {
      await requireShareable(tx, caller, wish);
      await requireReader(tx, caller, wish);
      const known = await tx.resourceShare.findFirst({
        where: { workspaceId, resourceKind: kind, resourceId, ...reader },
      });
      if (known !== null) return viewOf(known);
      const row = await tx.resourceShare.create({
        data: {
          workspaceId,
          id: newId(now),
          resourceKind: kind,
          resourceId,
          ...reader,
          createdBy: caller.principalId,
        },
      });
      const detail = { kind, resource: resourceId, ...reader };
      await addAudit(tx, caller, { action: 'shares.create', resourceKind: 'share', resourceId: row.id, detail });
      return viewOf(row);
    });
  // Of two that share it at the same time the later one finds the share on its second try.
  return create().catch((error: unknown) => {
    if (isUniqueViolation(error)) return create();
    throw error;
  });
}

/** @throws WheelhouseError NOT_FOUND, the same for a share of somebody else's thing */
export async function deleteShare(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const row = await tx.resourceShare.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (row === null) throw new WheelhouseError('NOT_FOUND');
    const mine = row.createdBy === caller.principalId || row.userId === caller.principalId;
    if (!mine && !permits(caller.permissions, 'members:manage')) throw new WheelhouseError('NOT_FOUND');
    await tx.resourceShare.delete({ where: { workspaceId_id: { workspaceId, id } } });
    await tellAccessChanged(tx, { workspaceId, principalId: row.userId });
    const detail = { kind: row.resourceKind, resource: row.resourceId };
    await addAudit(tx, caller, { action: 'shares.delete', resourceKind: 'share', resourceId: id, detail });
  });
}

async function requireShareable(tx: SpokeTx, caller: WorkspaceCaller, wish: spokeApi.CreateShare): Promise<void> {
  const thing = await findThing(tx, caller.workspaceId, wish);
  if (thing === null) throw new WheelhouseError('NOT_FOUND');
  const mine = thing.createdBy === caller.principalId;
  const mayRead = await mayTouch(tx, caller, readPermission[thing.kind], thing);
  if (!mayRead || (!mine && !permits(caller.permissions, 'members:manage'))) throw new WheelhouseError('NOT_FOUND');
}

type Thing = Touchable & { readonly kind: keyof typeof readPermission };

async function findThing(tx: SpokeTx, workspaceId: string, wish: spokeApi.CreateShare): Promise<Thing | null> {
  const { kind, resourceId: id } = wish;
  const query = { where: { workspaceId_id: { workspaceId, id } }, select: { createdBy: true } };
  switch (kind) {
    case 'run': {
      const row = await tx.run.findUnique(query);
      return row === null ? null : { kind, id, createdBy: row.createdBy };
    }
    case 'agent': {
      const row = await tx.agent.findUnique(query);
      return row === null ? null : { kind, id, createdBy: row.createdBy };
    }
    case 'project':
    case 'dashboard':
      // None can exist yet.
      return null;
  }
}

/** Asked before the insert, so that a reader of another workspace looks like one that does not exist. */
async function requireReader(tx: SpokeTx, { workspaceId }: WorkspaceCaller, wish: spokeApi.CreateShare): Promise<void> {
  const { teamId, userId } = wish;
  const found =
    teamId === undefined
      ? await tx.workspaceMember.count({ where: { workspaceId, userId: userId ?? '' } })
      : await tx.team.count({ where: { workspaceId, id: teamId } });
  if (found === 0) throw new WheelhouseError('NOT_FOUND');
}
