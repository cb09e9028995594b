import { newId, type OrganizationId, type PrincipalId, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from './open-spoke-db.ts';
import type { SpokeTx } from './contexts.ts';

export interface NewWorkspace {
  readonly organization: { readonly id: OrganizationId; readonly name: string; readonly slug: string };
  readonly workspace: { readonly id: WorkspaceId; readonly name: string; readonly slug: string };
  /** Becomes owner of a new organization and of the workspace. `email` in lower case. */
  readonly owner: { readonly id: PrincipalId; readonly email: string; readonly name: string };
  /** As whom the system will enter the workspace; a new id. */
  readonly systemPrincipalId: PrincipalId;
}

/**
 * Creates a workspace with its settings, its system principal and its owner; also the organization and the user where
 * they do not exist yet. All or nothing.
 * The order matters: policies let only the first principal of a new workspace in, so the owner comes before the rest.
 * @param also what else is made in the same transaction, as the owner within the new workspace
 * @throws Prisma P2002 where the workspace exists or a slug or e-mail address is taken
 */
export async function provisionWorkspace(
  db: SpokeDb,
  input: NewWorkspace,
  also?: (tx: SpokeTx) => Promise<void>,
): Promise<void> {
  const { organization, workspace, owner } = input;
  const context = {
    workspaceId: workspace.id,
    organizationId: organization.id,
    actor: { kind: 'user', id: owner.id },
  } as const;
  await db.withTenant(context, async (tx) => {
    await ensureUser(tx, owner);
    await ensureOrganization(tx, input);
    await enterOwner(tx, input);
    const workspaceId = workspace.id;
    await tx.workspace.create({ data: { ...workspace, organizationId: organization.id, createdBy: owner.id } });
    await tx.workspaceSettings.create({ data: { workspaceId } });
    await tx.workspaceMember.create({
      data: { workspaceId, userId: owner.id, role: 'owner', joinedAt: new Date() },
    });
    await tx.user.updateMany({
      where: { id: owner.id, currentWorkspaceId: null },
      data: { currentWorkspaceId: workspaceId },
    });
    await also?.(tx);
  });
}

async function ensureUser(tx: SpokeTx, owner: NewWorkspace['owner']): Promise<void> {
  const known = await tx.user.findUnique({ where: { id: owner.id } });
  if (known !== null) return;
  await tx.user.create({ data: owner });
  await tx.userDirectory.create({ data: { email: owner.email, userId: owner.id } });
}

async function ensureOrganization(tx: SpokeTx, { organization, owner }: NewWorkspace): Promise<void> {
  const known = await tx.organization.findUnique({ where: { id: organization.id } });
  if (known !== null) return;
  await tx.organization.create({ data: { ...organization, createdBy: owner.id } });
  await tx.organizationDirectory.create({
    data: { organizationId: organization.id, systemPrincipalId: newId(Date.now()) },
  });
  await tx.organizationMember.create({
    data: { organizationId: organization.id, userId: owner.id, role: 'owner', joinedAt: new Date() },
  });
}

async function enterOwner(tx: SpokeTx, input: NewWorkspace): Promise<void> {
  const { owner, systemPrincipalId } = input;
  const workspaceId = input.workspace.id;
  const organizationId = input.organization.id;
  await tx.workspaceDirectory.create({ data: { workspaceId, organizationId, systemPrincipalId } });
  await tx.workspacePrincipal.create({
    data: { workspaceId, principalId: owner.id, kind: 'user', organizationId },
  });
  await tx.workspacePrincipal.create({
    data: { workspaceId, principalId: systemPrincipalId, kind: 'system', organizationId },
  });
}
