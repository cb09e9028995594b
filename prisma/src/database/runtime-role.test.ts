import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHubDb } from '../hub/open-hub-db.ts';
import { openSpokeDb } from '../spoke/open-spoke-db.ts';
import { createTestDatabase, dropTestDatabase, type TestDatabase } from '../testing/index.ts';
import { asAdmin, newPassword, urlFor } from './prepare-database.ts';

let database: TestDatabase;
const made: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase('spoke');
});
afterAll(async () => {
  await dropTestDatabase(database);
  const server = urlFor(database.adminUrl, { database: 'postgres' });
  await asAdmin(server, async (admin) => {
    for (const name of made) await admin.query(`DROP ROLE ${name}`);
  });
});

/** A login with the given rights on the test database. */
async function login(attributes: string, more: (name: string) => string = () => ''): Promise<string> {
  const name = `wh_role_${made.length}_${database.name.slice(-6)}`;
  const password = newPassword();
  await asAdmin(database.adminUrl, async (admin) => {
    await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(password)} ${attributes};
      GRANT CONNECT ON DATABASE ${database.name} TO ${name}; ${more(name)}`);
  });
  made.push(name);
  return urlFor(database.adminUrl, { database: database.name, user: name, password });
}

test('TEN-02: the runtime role is let in', async () => {
  const db = await openSpokeDb({ databaseUrl: database.databaseUrl });
  await db.ping();
  await db.close();
});

test('TEN-02: a superuser is refused by name', async () => {
  await expect(openSpokeDb({ databaseUrl: database.adminUrl })).rejects.toMatchObject({
    code: 'PRECONDITION',
    message: expect.stringMatching(/it is a superuser/) as string,
  });
});

test('TEN-02: the owner is refused by name', async () => {
  const attempt = openSpokeDb({ databaseUrl: database.databaseOwnerUrl });
  await expect(attempt).rejects.toThrow(/owner of tables.*not a member of wheelhouse_app/);
});

test('TEN-02: BYPASSRLS is refused by name', async () => {
  const url = await login('BYPASSRLS IN ROLE wheelhouse_app');
  await expect(openSpokeDb({ databaseUrl: url })).rejects.toThrow(/it has BYPASSRLS/);
});

test('TEN-02: a runtime role that may become the owner is refused', async () => {
  const url = await login('IN ROLE wheelhouse_app, wheelhouse_owner');
  await expect(openSpokeDb({ databaseUrl: url })).rejects.toThrow(/may become, the owner/);
});

test('TEN-02: a runtime role that may become a superuser is refused', async () => {
  const url = await login(
    'IN ROLE wheelhouse_app',
    (name) => `CREATE ROLE ${name}_boss SUPERUSER; GRANT ${name}_boss TO ${name}`,
  );
  made.push(`${made.at(-1)}_boss`);
  await expect(openSpokeDb({ databaseUrl: url })).rejects.toThrow(/may become wh_role_\w+_boss, which is a superuser/);
});

test('TEN-02: a role that may TRUNCATE is refused', async () => {
  const url = await login('IN ROLE wheelhouse_app', (name) => `GRANT TRUNCATE ON runs TO ${name}`);
  await expect(openSpokeDb({ databaseUrl: url })).rejects.toThrow(/it may TRUNCATE \(runs\)/);
  await asAdmin(database.adminUrl, (admin) => admin.query(`REVOKE ALL ON runs FROM ${made.at(-1)}`));
});

test('TEN-02: the hub refuses the same roles', async () => {
  const hub = await createTestDatabase('hub');
  try {
    await expect(openHubDb({ databaseUrl: hub.databaseOwnerUrl })).rejects.toThrow(/owner of tables/);
    await expect(openHubDb({ databaseUrl: hub.adminUrl })).rejects.toThrow(/is a superuser/);
    const db = await openHubDb({ databaseUrl: hub.databaseUrl });
    await db.close();
  } finally {
    await dropTestDatabase(hub);
  }
});
