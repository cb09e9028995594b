import type { OrganizationId, spokeApi, WorkspaceId } from '@wheelhouse/protocol';
import { addInstanceAudit, type AuditActor } from '../audit/add-audit.ts';
import { permissionsIn } from '../access/permissions-in.ts';
import type { PeopleDeps } from './deps.ts';
import { readPerson } from './person-view.ts';

type Deps = Pick<PeopleDeps, 'db' | 'now'>;

/** @throws WheelhouseError NOT_FOUND */
export async function getPerson(deps: Deps, userId: string, inWorkspace?: string): Promise<spokeApi.PersonView> {
  const person = await deps.db.withUser(userId, (tx) => readPerson(tx, userId));
  return inWorkspace === undefined ? person : { ...person, currentWorkspaceId: inWorkspace as WorkspaceId };
}

export async function changePerson(
  deps: Deps,
  wish: spokeApi.ChangeMe & { readonly userId: string },
  actor: AuditActor,
): Promise<spokeApi.PersonView> {
  const { userId, name } = wish;
  return deps.db.withUser(userId, async (tx) => {
    await tx.user.updateMany({ where: { id: userId }, data: { name } });
    await addInstanceAudit(tx, actor, { action: 'person.update', resourceKind: 'user', resourceId: userId });
    return readPerson(tx, userId);
  });
}

/** Workspaces a person is in, with what they are there; those of an organization they run are listed once entered. */
export async function listMyWorkspaces(
  deps: Deps,
  userId: string,
  current: string | null,
): Promise<spokeApi.MyWorkspace[]> {
  const rows = await deps.db.withUser(userId, (tx) =>
    tx.workspace.findMany({ where: { deletedAt: null }, orderBy: { createdAt: 'asc' } }),
  );
  const names = await deps.db.withUser(userId, (tx) => tx.organization.findMany({ select: { id: true, name: true } }));
  const listed: spokeApi.MyWorkspace[] = [];
  for (const row of rows) {
    const id = row.id as WorkspaceId;
    const rights = await permissionsIn(deps.db, { workspaceId: id, userId });
    if (rights === null) continue;
    listed.push({
      id,
      organizationId: row.organizationId as OrganizationId,
      // Guests from elsewhere are no members of the organization and do not see its name.
      organization: names.find((organization) => organization.id === row.organizationId)?.name ?? '',
      name: row.name,
      slug: row.slug,
      role: rights.role,
      permissions: [...rights.permissions],
      current: id === current,
    });
  }
  return listed;
}

export async function getPreferences(deps: Deps, userId: string): Promise<spokeApi.Preferences> {
  const row = await deps.db.withUser(userId, (tx) => tx.userPreferences.findUnique({ where: { userId } }));
  return (row?.data ?? {}) as spokeApi.Preferences;
}

/** Lays the given keys over what is stored; null takes a key away. */
export async function changePreferences(
  deps: Deps,
  wish: { readonly userId: string; readonly change: spokeApi.Preferences },
  actor: AuditActor,
): Promise<spokeApi.Preferences> {
  const { userId, change } = wish;
  return deps.db.withUser(userId, async (tx) => {
    const row = await tx.userPreferences.findUnique({ where: { userId } });
    const merged = Object.fromEntries(
      Object.entries({ ...(row?.data as object | undefined), ...change }).filter(([, value]) => value !== null),
    ) as spokeApi.Preferences;
    const set = { data: merged as object, updatedAt: new Date(deps.now()) };
    await tx.userPreferences.upsert({ where: { userId }, create: { userId, ...set }, update: set });
    await addInstanceAudit(tx, actor, { action: 'preferences.update', resourceKind: 'user', resourceId: userId });
    return merged;
  });
}

const dayMs = 86_400_000;

/** What a person used in the workspace they are in. */
export async function getUsage(deps: Deps, userId: string, workspaceId: string | null): Promise<spokeApi.Usage> {
  const now = deps.now();
  const sessions = await deps.db.withUser(userId, (tx) =>
    tx.session.count({ where: { userId, endedAt: null, expiresAt: { gt: new Date(now) } } }),
  );
  const none = { open: 0, last24h: 0, last30d: 0 };
  if (workspaceId === null) return { workspaceId: null, runs: none, sessions };
  const context = { workspaceId: workspaceId as WorkspaceId, actor: { kind: 'user', id: userId } } as const;
  const runs = await deps.db.withTenant(context, async (tx) => {
    const mine = { workspaceId, createdBy: userId };
    const since = (ms: number): Promise<number> =>
      tx.run.count({ where: { ...mine, createdAt: { gt: new Date(now - ms) } } });
    const open = await tx.run.count({ where: { ...mine, endedAt: null } });
    return { open, last24h: await since(dayMs), last30d: await since(30 * dayMs) };
  });
  return { workspaceId: workspaceId as WorkspaceId, runs, sessions };
}
