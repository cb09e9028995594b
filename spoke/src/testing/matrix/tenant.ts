import { createMember } from '@wheelhouse/prisma/testing';
import { newId, type OrganizationId, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { createApiKey } from '../../auth/create-api-key.ts';
import { callerFor, type Caller, type Fixture } from '../fixture.ts';
import { newPerson, type TestPerson } from '../people.ts';

/** A person with an organization and a workspace of their own, in which there is one of everything. */
export interface Tenant {
  readonly person: TestPerson;
  /** The same person's key for the workspace. */
  readonly key: Caller;
  /** A member of the workspace and of the organization. */
  readonly memberId: string;
  /** One id of each kind; kinds are named as `kindOf` names them. */
  readonly ids: Readonly<Record<string, string>>;
  /** Runs as the workspace's system principal. */
  inside<T>(fn: (tx: SpokeTx) => Promise<T>): Promise<T>;
}

/** `grantee` is an instance that is pinned. */
export async function openTenant(fixture: Fixture, name: string, grantee: string): Promise<Tenant> {
  const person = await newPerson(fixture, name);
  const { workspaceId, organizationId, id: userId } = person;
  const { db } = fixture.spoke;
  const inside = <T>(fn: (tx: SpokeTx) => Promise<T>): Promise<T> =>
    db.withSystemTenant(workspaceId as WorkspaceId, fn);
  const memberId = await addMember(fixture, person, 'viewer');
  const provider = await db.withSystemOrganization(organizationId as OrganizationId, async (tx) => {
    const member = { organizationId, userId: memberId, role: 'member', joinedAt: new Date() };
    await tx.organizationMember.create({ data: member });
    return addProvider(tx, organizationId, name);
  });
  const key = await keyFor(fixture, person, { principalId: userId, principalKind: 'user' });
  const ids = {
    ...(await idsOverHttp(person, name, { grantee, memberId })),
    ...(await inside((tx) => idsOfRows(tx, person))),
    'workspaces/members': memberId,
    'organizations/members': memberId,
    'teams/members': memberId,
    'organizations/oidc-providers': provider,
  };
  const artifact = await inside((tx) => addArtifact(tx, workspaceId, ids.runs));
  return { person, key, memberId, inside, ids: { ...ids, 'runs/artifacts': artifact } };
}

/** Of a person, what makes others beside them. */
export type Host = Pick<TestPerson, 'id' | 'workspaceId' | 'organizationId'>;

/** A new user who is a member of the person's workspace. */
export async function addMember(fixture: Fixture, person: Host, role: string): Promise<string> {
  const workspaceId = person.workspaceId as WorkspaceId;
  const organizationId = person.organizationId as OrganizationId;
  const context = { workspaceId, actor: { kind: 'user', id: person.id } } as const;
  const userId = person.id as Awaited<ReturnType<typeof createMember>>;
  const home = { workspaceId, organizationId, userId, systemPrincipalId: userId, context };
  return createMember(fixture.spoke.db, home, role);
}

/** A key of somebody in the person's workspace. */
export async function keyFor(
  fixture: Fixture,
  { workspaceId: home, id: createdBy }: Host,
  who: { readonly principalId: string; readonly principalKind: 'user' | 'service' },
): Promise<Caller> {
  const workspaceId = home as WorkspaceId;
  const apiKey = await fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
    createApiKey(tx, { ...who, workspaceId, name: 'matrix', createdBy, now: Date.now() }),
  );
  return callerFor(() => fixture.spoke.url, apiKey);
}

/** What the API makes, made by its owner. Names say whose they are, so that no answer to others may hold them. */
async function idsOverHttp(
  { browser, workspaceId, organizationId, id: userId }: TestPerson,
  name: string,
  { grantee, memberId }: { readonly grantee: string; readonly memberId: string },
): Promise<Record<string, string> & { readonly runs: string }> {
  const answerOf = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await browser(method, `/api/v1${path}`, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} failed: ${answer.text}`);
    return answer.data;
  };
  const made = async (path: string, body?: object): Promise<string> => {
    const data = await answerOf('POST', path, body);
    return data['id'] as string;
  };
  const [workspace, organization] = [`/workspaces/${workspaceId}`, `/organizations/${organizationId}`];
  const agent = `${name}-agent`;
  const agents = await made('/agents', { name: agent, runtime: 'process', config: { argv: ['true'] } });
  // Named in paths, and so in the audit logs of those who ask for it: it says nothing of its owner.
  const spoken = `agent-${newId(Date.now())}`;
  await made('/agents', { name: spoken, runtime: 'process', config: { argv: ['true'] } });
  const spawned = await answerOf('POST', '/runs', { agent });
  const runs = spawned['runId'] as string;
  const sessions = (await answerOf('GET', '/me/sessions')) as unknown as { id: string }[];
  const view = await answerOf('PATCH', workspace, { slug: `${name.replace('.', '-')}-slug` });
  const teams = await made('/teams', { name: `${name} team` });
  await answerOf('PUT', `/teams/${teams}/members/${memberId}`, { role: 'member' });
  return {
    workspaces: workspaceId,
    organizations: organizationId,
    users: userId,
    agents,
    '/a2a/v1/agents': spoken,
    runs,
    commands: spawned['commandId'] as string,
    grants: await made('/grants', { grantee, verbs: ['agent.spawn'] }),
    teams,
    schedules: await made('/schedules', { name: 'matrix', cron: '0 3 * * *', spawn: { agent: 'echo' } }),
    secrets: await made('/secrets', { name: 'MATRIX', value: `${name} value` }),
    shares: await made('/shares', { kind: 'run', resourceId: runs, userId: memberId }),
    views: await made('/views', { screen: 'runs', name: `${name} view`, query: 'state=failed', isShared: true }),
    'workspaces/invitations': await made(`${workspace}/invitations`, { email: `${name}.1@x.test`, role: 'viewer' }),
    'organizations/invitations': await made(`${organization}/invitations`, {
      email: `${name}.2@x.test`,
      role: 'member',
    }),
    'organizations/roles': await made(`${organization}/roles`, { name: `${name} role`, permissions: ['runs:read'] }),
    'me/sessions': sessions[0]?.id ?? '',
    'me/factors': await made('/me/factors'),
    'workspaces/by-slug': view['organizationSlug'] as string,
    'workspaces/by-slug/:slug': view['slug'] as string,
  };
}

/** What the API makes together with something that is shown once, or in the background. */
async function idsOfRows(tx: SpokeTx, person: TestPerson): Promise<Record<string, string>> {
  const { workspaceId } = person;
  const key = await tx.apiKey.findFirstOrThrow({ where: { workspaceId } });
  const imported = { workspaceId, id: newId(Date.now()), sha256: '0', state: 'done' };
  await tx.import.create({ data: imported });
  const { id: runId } = await tx.run.findFirstOrThrow({ where: { workspaceId } });
  const asked = { workspaceId, id: newId(Date.now()), runId, attempt: 1, request: 'r', kind: 'permission', title: 'x' };
  await tx.approval.create({ data: asked });
  const made = { keys: key.id, imports: imported.id, approvals: asked.id };
  return { 'service-accounts': await addService(tx, person, 'matrix'), ...made };
}

/** A service account that may do nothing. */
export async function addService(
  tx: SpokeTx,
  { workspaceId, organizationId, id: createdBy }: TestPerson,
  name: string,
): Promise<string> {
  const principalId = newId(Date.now());
  await tx.workspacePrincipal.create({ data: { workspaceId, organizationId, principalId, kind: 'service' } });
  await tx.serviceAccount.create({ data: { workspaceId, id: principalId, name, createdBy } });
  return principalId;
}

async function addProvider(tx: SpokeTx, organizationId: string, name: string): Promise<string> {
  const id = newId(Date.now());
  const client = { issuer: 'https://id.example.test', clientId: 'matrix', sealedSecret: Buffer.from('00', 'hex') };
  await tx.oidcProvider.create({ data: { organizationId, id, name: `${name} provider`, ...client } });
  return id;
}

async function addArtifact(tx: SpokeTx, workspaceId: string, runId: string): Promise<string> {
  const id = newId(Date.now());
  const content = { mediaType: 'text/plain', bytes: 2n, sha256: '0', path: '', inline: 'hi' };
  await tx.artifact.create({ data: { workspaceId, id, runId, name: 'matrix', ...content } });
  return id;
}
