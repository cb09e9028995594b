import { randomBytes } from 'node:crypto';
import { newId, type OrganizationId, type PrincipalId, type WorkspaceId } from '@wheelhouse/protocol';
import type { TenantContext } from '../spoke/contexts.ts';
import type { SpokeDb } from '../spoke/open-spoke-db.ts';
import { provisionWorkspace } from '../spoke/provision-workspace.ts';

export interface TestWorkspace {
  readonly organizationId: OrganizationId;
  readonly workspaceId: WorkspaceId;
  /** Owner of both. */
  readonly userId: PrincipalId;
  readonly systemPrincipalId: PrincipalId;
  /** Enters the workspace as its owner. */
  readonly context: TenantContext;
}

export interface CreateWorkspaceOptions {
  readonly name?: string;
  /** Takes the organization and the owner of this one; absent = new ones. */
  readonly besides?: TestWorkspace;
  readonly workspaceId?: WorkspaceId;
}

function mint<Id extends string>(): Id {
  return newId(Date.now()) as Id;
}

/** Creates an organization, a user and a workspace as an instance would. */
export async function createWorkspace(db: SpokeDb, options: CreateWorkspaceOptions = {}): Promise<TestWorkspace> {
  const unique = randomBytes(6).toString('hex');
  const name = options.name ?? `Workspace ${unique}`;
  const organizationId = options.besides?.organizationId ?? mint<OrganizationId>();
  const workspaceId = options.workspaceId ?? mint<WorkspaceId>();
  const userId = options.besides?.userId ?? mint<PrincipalId>();
  const systemPrincipalId = mint<PrincipalId>();
  await provisionWorkspace(db, {
    organization: { id: organizationId, name: `Organization ${unique}`, slug: `org-${unique}` },
    workspace: { id: workspaceId, name, slug: `ws-${unique}` },
    owner: { id: userId, email: `user-${unique}@example.test`, name: `User ${unique}` },
    systemPrincipalId,
  });
  const context: TenantContext = { workspaceId, actor: { kind: 'user', id: userId } };
  return { organizationId, workspaceId, userId, systemPrincipalId, context };
}

/** Lets a new principal act in the workspace. */
export async function createPrincipal(
  db: SpokeDb,
  workspace: TestWorkspace,
  kind: 'user' | 'service' | 'remote' = 'service',
): Promise<PrincipalId> {
  const principalId = mint<PrincipalId>();
  const { workspaceId, organizationId, context } = workspace;
  await db.withTenant(context, (tx) =>
    tx.workspacePrincipal.create({ data: { workspaceId, organizationId, principalId, kind } }),
  );
  return principalId;
}

/** Creates a user with an account of their own and makes them a member of the workspace. */
export async function createMember(db: SpokeDb, workspace: TestWorkspace, role = 'developer'): Promise<PrincipalId> {
  const { workspaceId, context } = workspace;
  const userId = await createPrincipal(db, workspace, 'user');
  await db.withTenant({ workspaceId, actor: { kind: 'user', id: userId } }, (tx) =>
    tx.user.create({ data: { id: userId, email: `user-${userId}@example.test`, name: 'Member' } }),
  );
  await db.withTenant(context, (tx) =>
    tx.workspaceMember.create({ data: { workspaceId, userId, role, joinedAt: new Date() } }),
  );
  return userId;
}

export interface NewAgent {
  readonly name: string;
  /** Default `process`. */
  readonly runtime?: string;
  readonly argv?: readonly string[];
  /** Instead of `argv`. */
  readonly config?: object;
  readonly execution?: object;
}

/** Adds an agent to the workspace's catalogue; by default a process that runs `argv`. */
export async function createAgent(db: SpokeDb, workspace: TestWorkspace, agent: NewAgent): Promise<string> {
  const id = newId(Date.now());
  const config = agent.config ?? (agent.argv === undefined ? {} : { argv: [...agent.argv] });
  const execution = agent.execution ?? {};
  const { workspaceId, context } = workspace;
  await db.withTenant(context, (tx) =>
    tx.agent.create({
      data: { workspaceId, id, name: agent.name, runtime: agent.runtime ?? 'process', config, execution },
    }),
  );
  return id;
}
