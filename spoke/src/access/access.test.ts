import { newId, type PrincipalId } from '@wheelhouse/protocol';
import { openSpokeDb, type SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  createMember,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conditionOf, mayTouch, reachOf } from './may-touch.ts';
import { permissionsIn } from './permissions-in.ts';

let database: TestDatabase;
let db: SpokeDb;
let mine: TestWorkspace;
let theirs: TestWorkspace;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
  db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  mine = await createWorkspace(db);
  theirs = await createWorkspace(db);
});
afterAll(async () => {
  await db.close();
  await dropTestDatabase(database);
});

async function joinOrganization(role: string): Promise<PrincipalId> {
  const userId = newId(Date.now()) as PrincipalId;
  const { organizationId } = mine;
  await db.withUser(userId, (tx) =>
    tx.user.create({ data: { id: userId, email: `${userId}@example.test`, name: role } }),
  );
  await db.withSystemOrganization(organizationId, (tx) =>
    tx.organizationMember.create({ data: { organizationId, userId, role, joinedAt: new Date() } }),
  );
  return userId;
}

const enterings = (userId: string): Promise<number> =>
  db.withTenant(mine.context, (tx) => tx.auditLog.count({ where: { actorId: userId, action: 'workspace.enter' } }));

test('members hold their role, strangers and unknown workspaces nothing', async () => {
  const { workspaceId } = mine;
  const developer = await createMember(db, mine, 'developer');
  expect(await permissionsIn(db, { workspaceId, userId: mine.userId })).toMatchObject({ role: 'owner', via: 'member' });
  expect(await permissionsIn(db, { workspaceId, userId: developer })).toMatchObject({ role: 'developer' });
  expect(await permissionsIn(db, { workspaceId, userId: theirs.userId })).toBeNull();
  const nowhere = newId(Date.now()) as typeof workspaceId;
  expect(await permissionsIn(db, { workspaceId: nowhere, userId: mine.userId })).toBeNull();
});

test('an admin of the organization comes in as admin, once noted; an auditor does not', async () => {
  const { workspaceId } = mine;
  const admin = await joinOrganization('admin');
  const all = await Promise.all([1, 2, 3, 4].map(() => permissionsIn(db, { workspaceId, userId: admin })));
  for (const rights of all) expect(rights).toMatchObject({ role: 'admin', via: 'organization' });
  expect(await enterings(admin)).toBe(1);
  const context = { workspaceId, actor: { kind: 'user', id: admin } } as const;
  expect(await db.withTenant(context, (tx) => tx.workspaceMember.count())).toBeGreaterThan(0);
  const auditor = await joinOrganization('auditor');
  expect(await permissionsIn(db, { workspaceId, userId: auditor })).toBeNull();
});

test('custom roles and overrides are read anew each time', async () => {
  const { workspaceId, organizationId } = mine;
  const id = newId(Date.now());
  await db.withSystemOrganization(organizationId, (tx) =>
    tx.customRole.create({ data: { organizationId, id, name: 'stopper', permissions: ['runs:kill'] } }),
  );
  const userId = await createMember(db, mine, id);
  expect((await permissionsIn(db, { workspaceId, userId }))?.permissions).toEqual(['runs:kill']);
  await db.withSystemOrganization(organizationId, (tx) =>
    tx.organizationMember.create({
      data: { organizationId, userId, role: 'member', joinedAt: new Date(), overrides: { deny: ['runs:kill'] } },
    }),
  );
  expect((await permissionsIn(db, { workspaceId, userId }))?.permissions).toEqual(['organization:read']);
});

test('what is shared with a person or with a team of theirs is reached, and nothing else', async () => {
  const { workspaceId } = mine;
  const guest = await createMember(db, mine, 'guest');
  const [own, direct, byTeam, hidden] = [1, 2, 3, 4].map(() => newId(Date.now())) as [string, string, string, string];
  const teamId = newId(Date.now());
  await db.withTenant(mine.context, async (tx) => {
    await tx.team.create({ data: { workspaceId, id: teamId, name: 'readers' } });
    await tx.teamMember.create({ data: { workspaceId, teamId, userId: guest } });
    const share = { workspaceId, resourceKind: 'run' };
    await tx.resourceShare.create({ data: { ...share, id: newId(Date.now()), resourceId: direct, userId: guest } });
    await tx.resourceShare.create({ data: { ...share, id: newId(Date.now()), resourceId: byTeam, teamId } });
  });
  const caller = { principalId: guest, workspaceId, permissions: ['runs:read:shared', 'runs:kill:own'] };
  const reached = await db.withTenant({ workspaceId, actor: { kind: 'user', id: guest } }, async (tx) => ({
    direct: await mayTouch(tx, caller, 'runs:read', { kind: 'run', id: direct, createdBy: null }),
    byTeam: await mayTouch(tx, caller, 'runs:read', { kind: 'run', id: byTeam, createdBy: null }),
    hidden: await mayTouch(tx, caller, 'runs:read', { kind: 'run', id: hidden, createdBy: null }),
    otherKind: await mayTouch(tx, caller, 'runs:read', { kind: 'agent', id: direct, createdBy: null }),
    ownRead: await mayTouch(tx, caller, 'runs:read', { kind: 'run', id: own, createdBy: guest }),
    ownKill: await mayTouch(tx, caller, 'runs:kill', { kind: 'run', id: own, createdBy: guest }),
    reach: await reachOf(tx, caller, 'runs:read', 'run'),
  }));
  expect(reached).toMatchObject({ direct: true, byTeam: true, hidden: false, otherKind: false });
  expect(reached).toMatchObject({ ownRead: false, ownKill: true });
  expect(reached.reach).toMatchObject({ kind: 'some', own: false });
  expect(conditionOf(reached.reach, guest)).toEqual({
    OR: [{ id: { in: expect.arrayContaining([direct, byTeam]) as string[] } }],
  });
});
