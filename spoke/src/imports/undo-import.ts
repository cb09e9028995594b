import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { lockMembership, tellAccessChanged } from '../access/access-changes.ts';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { whyInUse } from './people.ts';
import { findChangedSince } from './changed-since.ts';
import type { ImportDeps } from './run-import.ts';
import { listImport, takeBackPeople, type ImportRef } from './settle.ts';
import { teamMemberKind, type NotedKind } from './store-rows.ts';
import { importView } from './view.ts';

/** What stands in the way: named, so that somebody can do something about it. */
type Obstacle = { readonly kind: string; readonly id: string; readonly why: string };

/** Obstacles that an answer names. */
const namedObstacles = 50;

/**
 * Removes exactly what an import made. Where somebody has used or built on any of it since, nothing is removed.
 * @throws WheelhouseError NOT_FOUND; CONFLICT, with what stands in the way in its details
 */
export async function undoImport(
  deps: ImportDeps,
  caller: WorkspaceCaller,
  importId: string,
): Promise<spokeApi.ImportView> {
  const { workspaceId } = caller;
  const ref: ImportRef = { importId, workspaceId };
  const people = await findUsedPeople(deps, caller, ref);
  const view = await deps.db.withTenant(contextOf(caller), async (tx) => {
    await lockMembership(tx, workspaceId);
    const rows = await readNoted(tx, ref);
    const row = await tx.import.findUnique({ where: { workspaceId_id: { workspaceId, id: importId } } });
    if (row === null) throw new WheelhouseError('NOT_FOUND');
    if (row.state !== 'done') throw new WheelhouseError('CONFLICT', `an import that is ${row.state} cannot be undone`);
    const obstacles = [...people, ...(await findObstacles(tx, ref, rows))];
    if (obstacles.length > 0) {
      const details = { obstacles: obstacles.slice(0, namedObstacles), count: obstacles.length };
      throw new WheelhouseError('CONFLICT', 'what it made is in use by now', { details });
    }
    await removeRows(tx, ref, rows);
    await listImport(tx, ref, deps.now());
    const data = { state: 'undone', endedAt: new Date(deps.now()) };
    const after = await tx.import.update({ where: { workspaceId_id: { workspaceId, id: importId } }, data });
    await addAudit(tx, caller, { action: 'imports.undo', resourceKind: 'import', resourceId: importId });
    return importView(after);
  });
  await takeBackPeople(deps, ref);
  return view;
}

type Noted = ReadonlyMap<string, readonly string[]>;

async function readNoted(tx: SpokeTx, { workspaceId, importId }: ImportRef): Promise<Noted> {
  const rows = await tx.importRow.findMany({ where: { workspaceId, importId } });
  const noted = new Map<string, string[]>();
  for (const { kind, rowId } of rows) noted.set(kind, [...(noted.get(kind) ?? []), rowId]);
  return noted;
}

const idsOf = (noted: Noted, kind: NotedKind): string[] => [...(noted.get(kind) ?? [])];

async function findUsedPeople(deps: ImportDeps, caller: WorkspaceCaller, ref: ImportRef): Promise<Obstacle[]> {
  const noted = await deps.db.withTenant(contextOf(caller), (tx) => readNoted(tx, ref));
  const found: Obstacle[] = [];
  for (const id of idsOf(noted, 'user')) {
    const why = await whyInUse(deps.db, id, ref.workspaceId);
    if (why !== null) found.push({ kind: 'user', id, why });
  }
  return found;
}

async function findObstacles(tx: SpokeTx, ref: ImportRef, noted: Noted): Promise<Obstacle[]> {
  const { workspaceId } = ref;
  const [agents, runs, teams, members] = (['agent', 'run', 'team', 'member'] as const).map((kind) =>
    idsOf(noted, kind),
  );
  const named = await tx.agent.findMany({ where: { workspaceId, id: { in: agents ?? [] } } });
  const later = await tx.run.findMany({
    where: { workspaceId, agentName: { in: named.map(({ name }) => name) }, id: { notIn: runs ?? [] } },
    select: { id: true },
  });
  const shares = await tx.resourceShare.findMany({
    where: {
      workspaceId,
      OR: [
        { resourceId: { in: [...(agents ?? []), ...(runs ?? [])] } },
        { teamId: { in: teams ?? [] } },
        { userId: { in: members ?? [] } },
      ],
    },
    select: { id: true },
  });
  const joined = await tx.teamMember.findMany({
    where: { workspaceId, OR: [{ teamId: { in: teams ?? [] } }, { userId: { in: members ?? [] } }] },
  });
  const keys = await tx.apiKey.findMany({
    where: { workspaceId, principalId: { in: members ?? [] } },
    select: { id: true },
  });
  const changed = await findChangedSince(tx, ref, {
    rows: [...(agents ?? []), ...(runs ?? []), ...(teams ?? [])],
    members: members ?? [],
  });
  const isImported = ({ teamId, userId }: { teamId: string; userId: string }): boolean =>
    noted.get(teamMemberKind(teamId))?.includes(userId) === true;
  return [
    ...later.map(({ id }) => ({ kind: 'run', id, why: 'runs an imported agent' })),
    ...shares.map(({ id }) => ({ kind: 'share', id, why: 'shares what was imported' })),
    ...joined
      .filter((row) => !isImported(row))
      .map(({ userId: id }) => ({ kind: 'team_member', id, why: 'joined a team since' })),
    ...keys.map(({ id }) => ({ kind: 'key', id, why: 'is of an imported member' })),
    ...changed,
  ];
}

async function removeRows(tx: SpokeTx, { workspaceId, importId }: ImportRef, noted: Noted): Promise<void> {
  const within = (kind: NotedKind) => ({ workspaceId, id: { in: idsOf(noted, kind) } });
  const members = idsOf(noted, 'member');
  await tx.run.deleteMany({ where: within('run') });
  await tx.agent.deleteMany({ where: within('agent') });
  await tx.team.deleteMany({ where: within('team') }); // Their members go with them.
  await tx.workspaceMember.deleteMany({ where: { workspaceId, userId: { in: members } } });
  await tx.workspacePrincipal.deleteMany({ where: { workspaceId, principalId: { in: members }, kind: 'user' } });
  await tx.importRow.deleteMany({ where: { workspaceId, importId, kind: { not: 'user' } } });
  await tellAccessChanged(tx, { workspaceId, principalId: null });
}
