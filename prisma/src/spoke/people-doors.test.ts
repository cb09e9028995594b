import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createMember,
  createTestDatabase,
  createWorkspace,
  dropTestDatabase,
  type TestDatabase,
  type TestWorkspace,
} from '../testing/index.ts';
import { openSpokeDb, type SpokeDb } from './open-spoke-db.ts';

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

test('TEN-03: a person without a workspace sees which workspaces and organizations are theirs, and no other', async () => {
  const second = await createWorkspace(db, { besides: mine });
  const guest = await createMember(db, theirs, 'viewer');
  const seen = await db.withUser(mine.userId, async (tx) => ({
    workspaces: (await tx.workspace.findMany()).map(({ id }) => id),
    organizations: (await tx.organization.findMany()).map(({ id }) => id),
    roles: (await tx.workspaceMember.findMany()).map(({ role }) => role),
    runs: await tx.run.findMany(),
    users: (await tx.user.findMany()).map(({ id }) => id),
  }));
  expect(seen).toEqual({
    workspaces: expect.arrayContaining([mine.workspaceId, second.workspaceId]) as string[],
    organizations: [mine.organizationId],
    roles: ['owner', 'owner'],
    runs: [],
    users: [mine.userId],
  });
  expect(seen.workspaces).toHaveLength(2);
  const others = await db.withUser(guest, async (tx) => [
    (await tx.workspace.findMany()).map(({ id }) => id),
    (await tx.organization.findMany()).map(({ id }) => id),
  ]);
  expect(others).toEqual([[theirs.workspaceId], []]);
});

test('TEN-03: a person’s sessions and credentials are seen and written by nobody else', async () => {
  const session = { method: 'password', expiresAt: new Date(Date.now() + 60_000) };
  const id = newId(Date.now());
  await db.withUser(mine.userId, (tx) => tx.session.create({ data: { ...session, userId: mine.userId, id } }));
  const member = await createMember(db, mine);
  expect(await db.withUser(member, (tx) => tx.session.findMany())).toEqual([]);
  const inside = { workspaceId: mine.workspaceId, actor: { kind: 'user', id: member } } as const;
  expect(await db.withTenant(inside, (tx) => tx.session.findMany())).toEqual([]);
  await expect(
    db.withUser(member, (tx) => tx.userCredentials.create({ data: { userId: mine.userId, passwordHash: 'x' } })),
  ).rejects.toThrow(/row-level security/);
});

test('an organization is entered by its members and its own system principal alone', async () => {
  const { organizationId } = mine;
  const count = (actorId: string): Promise<number> =>
    db.withOrganization({ organizationId, actor: { kind: 'user', id: actorId } }, (tx) =>
      tx.organizationMember.count(),
    );
  expect(await count(mine.userId)).toBe(1);
  expect(await count(theirs.userId)).toBe(0);
  const joined = newId(Date.now());
  await db.withSystemOrganization(organizationId, (tx) =>
    tx.organizationMember.create({ data: { organizationId, userId: joined, role: 'member', joinedAt: new Date() } }),
  );
  expect(await count(joined)).toBe(2);
  await expect(
    db.withOrganization({ organizationId, actor: { kind: 'user', id: theirs.userId } }, (tx) =>
      tx.customRole.create({ data: { organizationId, id: newId(Date.now()), name: 'mine now' } }),
    ),
  ).rejects.toThrow(/row-level security/);
  await expect(
    db.withSystemOrganization(newId(Date.now()) as typeof organizationId, (tx) => tx.organization.count()),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('AUTH-10: of 400 takes in parallel on 4 connections exactly 50 pass, whatever the server’s processes think of time', async () => {
  const several = await openSpokeDb({ databaseUrl: database.databaseUrl, maxConnections: 4 });
  try {
    const take = (): Promise<{ remaining: number }[]> =>
      several.withInstance(
        'limits',
        (tx) => tx.$queryRaw<{ remaining: number }[]>`SELECT remaining FROM wheelhouse_take('a', 50, 600000)`,
      );
    const answers = await Promise.all(Array.from({ length: 400 }, take));
    expect(answers.filter(([answer]) => (answer?.remaining ?? -1) >= 0)).toHaveLength(50);
  } finally {
    await several.close();
  }
});
