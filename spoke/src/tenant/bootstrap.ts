import { newId, type OrganizationId, type PrincipalId, type WorkspaceId } from '@wheelhouse/protocol';
import { provisionWorkspace, type SpokeDb, type SpokeTx } from '@wheelhouse/prisma/spoke';
import { createApiKey } from '../auth/create-api-key.ts';

/** A `process` agent of the catalogue: what it runs, never a shell. */
export interface ProcessAgent {
  readonly name: string;
  readonly argv: readonly string[];
  readonly allowArgs?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface BootstrapOptions {
  readonly organization: { readonly name: string; readonly slug: string; readonly id?: OrganizationId };
  readonly workspace: { readonly name: string; readonly slug: string };
  readonly owner: { readonly name: string; readonly email: string; readonly id?: PrincipalId };
  /** Beside `embedded`, which every workspace has. */
  readonly processAgents?: readonly ProcessAgent[];
  /** Repositories that runs may start from: exact, or a prefix that ends in `*`. */
  readonly allowedSources?: readonly string[];
  readonly now?: number;
  /** What else happens in the same transaction, as the owner within the new workspace. */
  readonly also?: (tx: SpokeTx, made: MadeWorkspace) => Promise<void>;
}

export interface Bootstrapped {
  readonly organizationId: OrganizationId;
  readonly workspaceId: WorkspaceId;
  readonly ownerId: PrincipalId;
  /** An owner's key: shown this once. */
  readonly apiKey: string;
}

/** A workspace that is ready for use, without a key. */
export type MadeWorkspace = Omit<Bootstrapped, 'apiKey'>;

/**
 * Makes a workspace ready for use: organization and owner (unless their ids are given and known), workspace, settings,
 * principals and the default agents, all or nothing.
 * @throws what the database throws where a slug or e-mail address is taken
 */
export async function makeWorkspace(db: SpokeDb, options: BootstrapOptions): Promise<MadeWorkspace> {
  const now = options.now ?? Date.now();
  const organizationId = options.organization.id ?? (newId(now) as OrganizationId);
  const workspaceId = newId(now) as WorkspaceId;
  const ownerId = options.owner.id ?? (newId(now) as PrincipalId);
  const isFirst = (await db.withInstance('boot', (tx) => tx.userDirectory.count())) === 0;
  const input = {
    organization: { id: organizationId, name: options.organization.name, slug: options.organization.slug },
    workspace: { id: workspaceId, ...options.workspace },
    owner: { id: ownerId, name: options.owner.name, email: options.owner.email.toLowerCase() },
    systemPrincipalId: newId(now) as PrincipalId,
  };
  const made = { organizationId, workspaceId, ownerId };
  await provisionWorkspace(db, input, async (tx) => {
    await tx.agent.createMany({ data: agentRows(options, { workspaceId, ownerId, now }) });
    if (options.allowedSources !== undefined) {
      const allowedSources = [...options.allowedSources];
      await tx.workspaceSettings.update({ where: { workspaceId }, data: { allowedSources } });
    }
    await options.also?.(tx, made);
    if (!isFirst) return;
    // Whoever set the instance up runs it, and is not limited on it.
    await tx.user.update({ where: { id: ownerId }, data: { instanceAdmin: true } });
    await tx.organization.update({ where: { id: organizationId }, data: { tier: 'enterprise' } });
  });
  return made;
}

/** {@link makeWorkspace}, and an owner's API key for it. */
export async function bootstrapSpoke(db: SpokeDb, options: BootstrapOptions): Promise<Bootstrapped> {
  const made = await makeWorkspace(db, options);
  const { workspaceId, ownerId } = made;
  return { ...made, apiKey: await makeDefaultKey(db, { workspaceId, ownerId, now: options.now ?? Date.now() }) };
}

/** A key that holds whatever its owner does, in one workspace. */
export function makeDefaultKey(
  db: SpokeDb,
  { workspaceId, ownerId, now }: { readonly workspaceId: WorkspaceId; readonly ownerId: string; readonly now: number },
): Promise<string> {
  const key = { workspaceId, principalId: ownerId, createdBy: ownerId, now };
  return db.withTenant({ workspaceId, actor: { kind: 'user', id: ownerId } }, (tx) =>
    createApiKey(tx, { ...key, principalKind: 'user', name: 'Default' }),
  );
}

function agentRows(
  options: BootstrapOptions,
  made: { readonly workspaceId: WorkspaceId; readonly ownerId: PrincipalId; readonly now: number },
): { workspaceId: string; id: string; name: string; runtime: string; config: object; createdBy: string }[] {
  const common = { workspaceId: made.workspaceId, createdBy: made.ownerId };
  const processes = (options.processAgents ?? []).map((agent) => ({
    ...common,
    id: newId(made.now),
    name: agent.name,
    runtime: 'process',
    config: {
      argv: [...agent.argv],
      ...(agent.allowArgs === undefined ? {} : { allowArgs: agent.allowArgs }),
      ...(agent.env === undefined ? {} : { env: { ...agent.env } }),
    },
  }));
  return [{ ...common, id: newId(made.now), name: 'embedded', runtime: 'embedded', config: {} }, ...processes];
}
