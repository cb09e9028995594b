import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  createMember,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

let database: TestDatabase;
let db: SpokeDb;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
});
afterAll(async () => {
  await db.close();
  await dropTestDatabase(database);
});

test('a provisioned workspace is complete and its owner finds everything in it', async () => {
  const workspace = await createWorkspace(db);
  await createMember(db, workspace);
  await createAgent(db, workspace, { name: 'echo', argv: ['echo', 'hi'] });
  const seen = await db.withTenant(workspace.context, async (tx) => ({
    organizations: await tx.organization.count(),
    organizationMembers: await tx.organizationMember.count(),
    users: await tx.user.count(),
    workspaces: await tx.workspace.count(),
    settings: await tx.workspaceSettings.count(),
    members: await tx.workspaceMember.count(),
    principals: await tx.workspacePrincipal.count(),
    agents: await tx.agent.count(),
  }));
  expect(seen).toEqual({
    organizations: 1,
    organizationMembers: 1,
    users: 2,
    workspaces: 1,
    settings: 1,
    members: 2,
    principals: 3,
    agents: 1,
  });
});

test('the system enters a workspace as its own principal', async () => {
  const workspace = await createWorkspace(db);
  const found = await db.withSystemTenant(workspace.workspaceId, (tx) => tx.workspace.findFirst());
  expect(found?.id).toBe(workspace.workspaceId);
});

test('a second workspace of an organization has the same owner and is entered apart', async () => {
  const first = await createWorkspace(db);
  const second = await createWorkspace(db, { besides: first });
  const found = await db.withTenant(second.context, (tx) => tx.workspace.findMany());
  expect(found.map((row) => [row.id, row.organizationId])).toEqual([[second.workspaceId, first.organizationId]]);
});

test("nobody makes a workspace in another's organization", async () => {
  const theirs = await createWorkspace(db);
  const mine = await createWorkspace(db);
  const attempt = createWorkspace(db, { besides: { ...mine, organizationId: theirs.organizationId } });
  await expect(attempt).rejects.toThrow(/row-level security/);
});
