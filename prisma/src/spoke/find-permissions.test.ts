import { newId, permissionsOfRole } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createMember,
  createPrincipal,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import { findPermissions } from './find-permissions.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

let database: TestDatabase;
let db: SpokeDb;
let mine: TestWorkspace;
let theirs: TestWorkspace;
const now = Date.now();

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  [mine, theirs] = [await createWorkspace(db), await createWorkspace(db)];
});
afterAll(async () => {
  await db.close();
  await dropTestDatabase(database);
});

const held = (principalId: string, workspace = mine): Promise<readonly string[] | null> =>
  db.withSystemTenant(workspace.workspaceId, (tx) =>
    findPermissions(tx, { workspaceId: workspace.workspaceId, principalId, now }),
  );

async function serviceAccount(state: { expiresAt?: Date; revokedAt?: Date }): Promise<string> {
  const id = await createPrincipal(db, mine, 'service');
  const { workspaceId } = mine;
  await db.withTenant(mine.context, (tx) =>
    tx.serviceAccount.create({ data: { workspaceId, id, name: id, permissions: ['runs:create'], ...state } }),
  );
  return id;
}

test('people hold what their role says, service accounts what they were given while they live, nobody else anything', async () => {
  expect(await held(await createMember(db, mine, 'viewer'))).toEqual(permissionsOfRole('viewer'));
  expect(await held(await serviceAccount({}))).toEqual(['runs:create']);
  expect(await held(await serviceAccount({ expiresAt: new Date(now + 60_000) }))).toEqual(['runs:create']);
  expect(await held(await serviceAccount({ expiresAt: new Date(now) }))).toBeNull();
  expect(await held(await serviceAccount({ revokedAt: new Date(now) }))).toBeNull();
  expect(await held(await createPrincipal(db, mine, 'service'))).toBeNull();
  expect(await held(await createPrincipal(db, mine, 'remote'))).toBeNull();
  expect(await held(mine.systemPrincipalId)).toBeNull();
  expect(await held(theirs.userId)).toBeNull();
  expect(await held(newId(now))).toBeNull();
});

test('in a deleted workspace nobody holds anything', async () => {
  const service = await serviceAccount({});
  await db.withTenant(mine.context, (tx) =>
    tx.workspace.update({ where: { id: mine.workspaceId }, data: { deletedAt: new Date() } }),
  );
  expect([await held(service), await held(mine.userId)]).toEqual([null, null]);
  expect(await held(theirs.userId, theirs)).not.toBeNull();
});
