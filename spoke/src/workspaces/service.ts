import { WheelhouseError, type PrincipalId, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { OrganizationCaller } from '../organizations/caller.ts';
import { makeDefaultKey, makeWorkspace } from '../tenant/bootstrap.ts';
import { checkTag, tagOf, type Tagged } from '@wheelhouse/server';
import { getWorkspaceRow, workspaceView } from './view.ts';

/** @throws WheelhouseError NOT_FOUND */
export async function getWorkspace(db: SpokeDb, caller: WorkspaceCaller): Promise<Tagged<spokeApi.WorkspaceView>> {
  return db.withTenant(contextOf(caller), (tx) => read(tx, caller));
}

async function read(tx: SpokeTx, { workspaceId }: WorkspaceCaller): Promise<Tagged<spokeApi.WorkspaceView>> {
  const view = workspaceView(await getWorkspaceRow(tx, workspaceId));
  return { view, tag: tagOf(view) };
}

/** A change of the workspace itself, its settings, limits or branding, for who saw the state that `ifMatch` names. */
interface Change {
  readonly ifMatch: string | undefined;
  readonly action: string;
  /** Names of what changes, for the audit log. */
  readonly fields: readonly string[];
  /** The part of the workspace that `ifMatch` is about. */
  readonly part: (view: spokeApi.WorkspaceView) => unknown;
  readonly write: (tx: SpokeTx) => Promise<unknown>;
}

async function change<T>(db: SpokeDb, caller: WorkspaceCaller, wish: Change): Promise<Tagged<T>> {
  const { workspaceId } = caller;
  const changed = db.withTenant(contextOf(caller), async (tx) => {
    // Held until the commit: of two changes that saw the same state only one is made.
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    const before = wish.part((await read(tx, caller)).view);
    checkTag(before, wish.ifMatch);
    await wish.write(tx);
    const detail = { fields: wish.fields.join() };
    const view = wish.part((await read(tx, caller)).view) as T;
    await addAudit(tx, caller, {
      action: wish.action,
      resourceKind: 'workspace',
      resourceId: workspaceId,
      detail,
      before: before as object,
      after: view as object,
    });
    return { view, tag: tagOf(view) };
  });
  return changed.catch(slugTaken);
}

export interface UpdateOf<T> {
  readonly wish: T;
  readonly ifMatch: string | undefined;
}

/** @throws WheelhouseError PRECONDITION where it changed meanwhile; CONFLICT where the slug is taken */
export function updateWorkspace(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateWorkspace>,
): Promise<Tagged<spokeApi.WorkspaceView>> {
  const { name, slug, description } = wish;
  return change(db, caller, {
    ifMatch,
    action: 'workspace.update',
    fields: Object.keys(wish),
    part: (view) => view,
    write: (tx) =>
      tx.workspace.update({
        where: { id: caller.workspaceId },
        data: {
          ...(name === undefined ? {} : { name }),
          ...(slug === undefined ? {} : { slug }),
          ...(description === undefined ? {} : { description }),
        },
      }),
  });
}

/** @throws WheelhouseError PRECONDITION */
export function updateSettings(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, ifMatch }: UpdateOf<spokeApi.UpdateWorkspaceSettings>,
): Promise<Tagged<spokeApi.WorkspaceSettings>> {
  const { requiredContainment, requiredFilesystem, logRetentionDays, allowedSources, defaultLimits, maxNetwork } = wish;
  const data = {
    ...(requiredContainment === undefined ? {} : { requiredContainment }),
    ...(requiredFilesystem === undefined ? {} : { requiredFilesystem }),
    ...(logRetentionDays === undefined ? {} : { logRetentionDays }),
    ...(allowedSources === undefined ? {} : { allowedSources: [...allowedSources] }),
    ...(maxNetwork === undefined ? {} : { maxNetwork }),
    ...(defaultLimits === undefined ? {} : { defaultLimits: { ...defaultLimits } }),
    updatedAt: new Date(),
  };
  return change(db, caller, {
    ifMatch,
    action: 'settings.manage',
    fields: Object.keys(wish),
    part: (view) => view.settings,
    write: (tx) => tx.workspaceSettings.update({ where: { workspaceId: caller.workspaceId }, data }),
  });
}

/** @throws WheelhouseError PRECONDITION */
export function putLimits(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, ifMatch }: UpdateOf<spokeApi.WorkspaceLimits>,
): Promise<Tagged<spokeApi.WorkspaceLimits>> {
  return change(db, caller, {
    ifMatch,
    action: 'settings.limits',
    fields: Object.keys(wish),
    part: (view) => view.limits,
    write: (tx) => tx.workspace.update({ where: { id: caller.workspaceId }, data: { limits: { ...wish } } }),
  });
}

/** @throws WheelhouseError PRECONDITION */
export function putBranding(
  db: SpokeDb,
  caller: WorkspaceCaller,
  { wish, ifMatch }: UpdateOf<spokeApi.Branding>,
): Promise<Tagged<spokeApi.Branding>> {
  return change(db, caller, {
    ifMatch,
    action: 'settings.branding',
    fields: Object.keys(wish),
    part: (view) => view.branding,
    write: (tx) => tx.workspace.update({ where: { id: caller.workspaceId }, data: { branding: { ...wish } } }),
  });
}

/**
 * Makes a workspace in an organization that the caller runs, with the caller as its creator and owner.
 * @throws WheelhouseError CONFLICT where the slug is taken
 */
export async function createWorkspace(
  deps: { readonly db: SpokeDb; readonly now: () => number },
  caller: OrganizationCaller,
  wish: { readonly name: string; readonly slug: string; readonly withKey: boolean },
): Promise<spokeApi.CreatedWorkspace> {
  const { db } = deps;
  const { organizationId, principalId } = caller;
  const user = await db.withUser(principalId, (tx) => tx.user.findUniqueOrThrow({ where: { id: principalId } }));
  const { organization } = caller;
  const made = await makeWorkspace(db, {
    organization: { id: organizationId, name: organization.name, slug: organization.slug },
    workspace: { name: wish.name, slug: wish.slug },
    owner: { id: principalId as PrincipalId, name: user.name, email: user.email },
    now: deps.now(),
    also: (tx, { workspaceId: id }) =>
      addAudit(
        tx,
        { ...caller, workspaceId: id },
        { action: 'workspace.create', resourceKind: 'workspace', resourceId: id },
      ),
  }).catch(slugTaken);
  const { workspaceId } = made;
  const context = { workspaceId, actor: { kind: 'user', id: principalId } } as const;
  const workspace = await db.withTenant(context, async (tx) => workspaceView(await getWorkspaceRow(tx, workspaceId)));
  if (!wish.withKey) return { workspace };
  return { workspace, apiKey: await makeDefaultKey(db, { workspaceId, ownerId: principalId, now: deps.now() }) };
}

function slugTaken(error: unknown): never {
  if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this slug is taken', { cause: error });
  throw error;
}
