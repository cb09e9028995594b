import {
  canonicalViewQuery,
  maxViewsPerOwner,
  newId,
  readableScreens,
  refusalOfView,
  refusalOfViewRemoval,
  spokeApi,
  WheelhouseError,
  type Code,
} from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page } from '../routes/page.ts';

interface ViewDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

type ViewRow = NonNullable<Awaited<ReturnType<SpokeTx['savedView']['findUnique']>>>;

/** The caller's own and those that others share, of screens that the caller may read; newest first. */
export async function listViews(
  { db }: Pick<ViewDeps, 'db'>,
  caller: WorkspaceCaller,
  { screen, cursor, limit }: spokeApi.ViewsQuery,
): Promise<Page<spokeApi.SavedView>> {
  const { workspaceId, principalId: ownerId, permissions } = caller;
  const readable = readableScreens(spokeApi.viewScreenPermissions, permissions);
  if (screen !== undefined) refuse(readable.includes(screen) ? null : 'NOT_AUTHORIZED');
  return db.withTenant(contextOf(caller), async (tx) => {
    const rows = await tx.savedView.findMany({
      where: {
        workspaceId,
        screen: { in: screen === undefined ? readable : [screen] },
        OR: [{ ownerId }, { isShared: true }],
        ...(cursor === undefined ? {} : { id: { lt: cursor } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const names = await namesOf(tx, rows);
    return pageOf(rows, { limit }, (row) => viewOf(row, names));
  });
}

/**
 * Keeps a view of the caller's.
 * @throws WheelhouseError NOT_AUTHORIZED (no member, no such screen for them, or may not share), CONFLICT for a name that
 *   is taken, INVALID, QUOTA
 */
export async function createView(
  { db, now }: ViewDeps,
  caller: WorkspaceCaller,
  { screen, name, query, isShared }: spokeApi.CreateSavedView,
): Promise<spokeApi.SavedView> {
  const { workspaceId, principalId: ownerId, permissions } = caller;
  const readable = readableScreens(spokeApi.viewScreenPermissions, permissions);
  refuse(readable.includes(screen) ? refusalOfView(actorOf(caller), null, isShared) : 'NOT_AUTHORIZED');
  return db.withTenant(contextOf(caller), async (tx) => {
    await lockOwner(tx, caller);
    if ((await tx.savedView.count({ where: { workspaceId, ownerId } })) >= maxViewsPerOwner)
      throw new WheelhouseError('QUOTA', `a person keeps at most ${maxViewsPerOwner} views in a workspace`);
    await requireFreeName(tx, { workspaceId, ownerId, screen, name });
    const at = new Date(now());
    const row = await tx.savedView.create({
      data: {
        workspaceId,
        id: newId(now()),
        ownerId,
        screen,
        name,
        query: canonicalOf(query),
        isShared,
        createdAt: at,
        updatedAt: at,
      },
    });
    const after = viewOf(row, await namesOf(tx, [row]));
    await addAudit(tx, caller, { ...entryOf('create', row), after });
    return after;
  });
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED (another's, or may not share), CONFLICT, INVALID */
export async function updateView(
  { db, now }: ViewDeps,
  caller: WorkspaceCaller,
  id: string,
  wish: spokeApi.UpdateSavedView,
): Promise<spokeApi.SavedView> {
  const { workspaceId, principalId: ownerId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    await lockOwner(tx, caller);
    const known = await findOrThrow(tx, caller, id);
    refuse(refusalOfView(actorOf(caller), known, wish.isShared ?? known.isShared));
    const { name = known.name, query, isShared = known.isShared } = wish;
    if (name !== known.name) await requireFreeName(tx, { workspaceId, ownerId, screen: known.screen, name });
    const row = await tx.savedView.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        name,
        isShared,
        updatedAt: new Date(now()),
        ...(query === undefined ? {} : { query: canonicalOf(query) }),
      },
    });
    const names = await namesOf(tx, [row]);
    const [before, after] = [viewOf(known, names), viewOf(row, names)];
    await addAudit(tx, caller, { ...entryOf('update', row), before, after });
    return after;
  });
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED (another's shared one, for who does not manage views) */
export async function deleteView({ db }: Pick<ViewDeps, 'db'>, caller: WorkspaceCaller, id: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const known = await findOrThrow(tx, caller, id);
    refuse(refusalOfViewRemoval(actorOf(caller), known));
    await tx.savedView.delete({ where: { workspaceId_id: { workspaceId, id } } });
    const before = viewOf(known, await namesOf(tx, [known]));
    await addAudit(tx, caller, { ...entryOf('delete', known), before });
  });
}

function refuse(refusal: Code | null): void {
  if (refusal !== null) throw new WheelhouseError(refusal);
}

const actorOf = ({ principalId: id, permissions }: WorkspaceCaller) => ({ id, permissions });

/** Holds the member until the commit, so that limit and names hold for two requests at once. */
async function lockOwner(tx: SpokeTx, { workspaceId, principalId }: WorkspaceCaller): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM workspace_members WHERE workspace_id = ${workspaceId}::uuid AND user_id = ${principalId}::uuid
    FOR NO KEY UPDATE`;
  // Service accounts look at no list.
  if (held.length === 0) throw new WheelhouseError('NOT_AUTHORIZED');
}

async function requireFreeName(
  tx: SpokeTx,
  where: { readonly workspaceId: string; readonly ownerId: string; readonly screen: string; readonly name: string },
): Promise<void> {
  if ((await tx.savedView.count({ where })) > 0) throw new WheelhouseError('CONFLICT', 'this name is taken');
}

async function findOrThrow(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<ViewRow> {
  const row = await tx.savedView.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

function canonicalOf(query: string): string {
  const canonical = canonicalViewQuery(query);
  if (canonical === null) throw new WheelhouseError('INVALID', 'query is not one of a view');
  return canonical;
}

async function namesOf(tx: SpokeTx, rows: readonly ViewRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.map(({ ownerId }) => ownerId))];
  const people = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}

function viewOf(row: ViewRow, names: ReadonlyMap<string, string>): spokeApi.SavedView {
  return {
    id: row.id,
    screen: row.screen as spokeApi.ViewScreen,
    name: row.name,
    query: row.query,
    isShared: row.isShared,
    ownerId: row.ownerId,
    ownerName: names.get(row.ownerId) ?? '',
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

function entryOf(what: 'create' | 'update' | 'delete', { id, screen, isShared }: ViewRow) {
  return { action: `views.${what}`, resourceKind: 'view', resourceId: id, detail: { screen, isShared } };
}
