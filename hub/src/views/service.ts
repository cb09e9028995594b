import {
  canonicalViewQuery,
  hubApi,
  maxViewsPerOwner,
  newId,
  readableScreens,
  refusalOfView,
  refusalOfViewRemoval,
  WheelhouseError,
  type Code,
} from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import type { Caller } from '@wheelhouse/server';
import { audit, auditEntry } from '../changes.ts';
import type { OperatorDeps } from '../operators/deps.ts';
import type { Doing } from '../operators/service.ts';

type ViewDeps = Pick<OperatorDeps, 'db' | 'directory' | 'now'>;
type ViewRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

const withOwner = { owner: { select: { name: true } } } as const;

/** The operator's own and those that others share, of screens that the operator may read; newest first, one too many. */
export async function listViews(
  { db }: Pick<ViewDeps, 'db'>,
  { principalId: ownerId, permissions }: Caller,
  { screen, cursor, limit }: hubApi.ViewsQuery,
): Promise<hubApi.SavedView[]> {
  const readable = readableScreens(hubApi.viewScreenPermissions, permissions);
  if (screen !== undefined) refuse(readable.includes(screen) ? null : 'NOT_AUTHORIZED');
  const rows = await db.run((tx) =>
    tx.savedView.findMany({
      where: {
        screen: { in: screen === undefined ? readable : [screen] },
        OR: [{ ownerId }, { isShared: true }],
        ...(cursor === undefined ? {} : { id: { lt: cursor } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withOwner,
    }),
  );
  return rows.map(viewOf);
}

/**
 * Keeps a view of the operator's.
 * @throws WheelhouseError NOT_AUTHORIZED (no such screen for them, or may not share), CONFLICT for a name that is taken,
 *   INVALID, QUOTA
 */
export async function createView(
  deps: ViewDeps,
  { screen, name, query, isShared }: hubApi.CreateSavedView,
  doing: Doing,
): Promise<hubApi.SavedView> {
  const { principalId: ownerId, permissions } = doing.caller;
  const readable = readableScreens(hubApi.viewScreenPermissions, permissions);
  refuse(readable.includes(screen) ? refusalOfView(actorOf(doing), null, isShared) : 'NOT_AUTHORIZED');
  return deps.db.transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    if ((await tx.savedView.count({ where: { ownerId } })) >= maxViewsPerOwner)
      throw new WheelhouseError('QUOTA', `an operator keeps at most ${maxViewsPerOwner} views`);
    await requireFreeName(tx, { ownerId, screen, name });
    const at = new Date(deps.now());
    const row = await tx.savedView.create({
      data: {
        id: newId(deps.now()),
        ownerId,
        screen,
        name,
        query: canonicalOf(query),
        isShared,
        createdAt: at,
        updatedAt: at,
      },
      include: withOwner,
    });
    await tell(tx, deps, { action: 'views.create', row, doing });
    return viewOf(row);
  });
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED (another's, or may not share), CONFLICT, INVALID */
export async function updateView(
  deps: ViewDeps,
  id: string,
  wish: hubApi.UpdateSavedView,
  doing: Doing,
): Promise<hubApi.SavedView> {
  const { principalId: ownerId } = doing.caller;
  return deps.db.transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const known = await findOrThrow(tx, id);
    refuse(refusalOfView(actorOf(doing), known, wish.isShared ?? known.isShared));
    const { name = known.name, query, isShared = known.isShared } = wish;
    if (name !== known.name) await requireFreeName(tx, { ownerId, screen: known.screen, name });
    const row = await tx.savedView.update({
      where: { id },
      data: {
        name,
        isShared,
        updatedAt: new Date(deps.now()),
        ...(query === undefined ? {} : { query: canonicalOf(query) }),
      },
      include: withOwner,
    });
    await tell(tx, deps, { action: 'views.update', row, doing });
    return viewOf(row);
  });
}

/** @throws WheelhouseError NOT_FOUND, NOT_AUTHORIZED (another's shared one, for who does not manage views) */
export async function deleteView(deps: ViewDeps, id: string, doing: Doing): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await findOrThrow(tx, id);
    refuse(refusalOfViewRemoval(actorOf(doing), row));
    await tx.savedView.delete({ where: { id } });
    await tell(tx, deps, { action: 'views.delete', row, doing });
  });
}

function refuse(refusal: Code | null): void {
  if (refusal !== null) throw new WheelhouseError(refusal);
}

const actorOf = ({ caller: { principalId: id, permissions } }: Doing) => ({ id, permissions });

/** Holds the operator until the commit, so that limit and names hold for two requests at once. */
async function lockOwner(tx: HubTx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM operators WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}

async function requireFreeName(
  tx: HubTx,
  where: { readonly ownerId: string; readonly screen: string; readonly name: string },
): Promise<void> {
  if ((await tx.savedView.count({ where })) > 0) throw new WheelhouseError('CONFLICT', 'this name is taken');
}

function findRow(tx: HubTx, id: string) {
  return tx.savedView.findUnique({ where: { id }, include: withOwner });
}

async function findOrThrow(tx: HubTx, id: string): Promise<ViewRow> {
  const row = await findRow(tx, id);
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

function canonicalOf(query: string): string {
  const canonical = canonicalViewQuery(query);
  if (canonical === null) throw new WheelhouseError('INVALID', 'query is not one of a view');
  return canonical;
}

function viewOf(row: ViewRow): hubApi.SavedView {
  return {
    id: row.id,
    screen: row.screen as hubApi.ViewScreen,
    name: row.name,
    query: row.query,
    isShared: row.isShared,
    ownerId: row.ownerId,
    ownerName: row.owner.name,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

interface Told {
  readonly action: string;
  readonly row: ViewRow;
  readonly doing: Doing;
}

async function tell(tx: HubTx, deps: ViewDeps, { action, row, doing }: Told): Promise<void> {
  const { id, screen, isShared } = row;
  await audit(
    tx,
    deps,
    auditEntry(doing.asker.decider, { action, resource: `view:${id}`, detail: { screen, isShared } }),
  );
}
