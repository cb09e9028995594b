import { inject } from 'vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHubDb } from '../hub/open-hub-db.ts';
import { openSpokeDb } from '../spoke/open-spoke-db.ts';
import { waitForTestServer } from '../testing/test-server.ts';
import { asAdmin, prepareDatabase, urlFor, type PreparedDatabase } from './prepare-database.ts';

const names = { north: `prep_north_${process.pid}`, hub: `prep_hub_${process.pid}` };
let adminUrl: string;
let north: PreparedDatabase;
let hub: PreparedDatabase;

beforeAll(async () => {
  adminUrl = (await waitForTestServer(inject('testServerFile'))).adminUrl;
  [north, hub] = await Promise.all([
    prepareDatabase({ adminUrl, database: names.north, target: 'spoke' }),
    prepareDatabase({ adminUrl, database: names.hub, target: 'hub' }),
  ]);
});
afterAll(async () => {
  await asAdmin(adminUrl, async (admin) => {
    for (const name of Object.values(names)) {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE ${name}_app`);
      await admin.query(`DROP ROLE ${name}_owner`);
    }
  });
});

test('a prepared database opens with the runtime URL', async () => {
  const spoke = await openSpokeDb({ databaseUrl: north.databaseUrl });
  await spoke.close();
  const store = await openHubDb({ databaseUrl: hub.databaseUrl });
  await store.close();
});

test('preparing again with the passwords keeps the URLs; without them it renews them', async () => {
  const again = await prepareDatabase({ adminUrl, database: names.north, target: 'spoke', passwords: north.passwords });
  expect(again).toEqual(north);
  const renewed = await prepareDatabase({ adminUrl, database: names.north, target: 'spoke' });
  expect(renewed.databaseUrl).not.toBe(north.databaseUrl);
  await expect(asAdmin(north.databaseUrl, async () => 1)).rejects.toThrow(/password/);
  north = renewed;
});

test("one instance's login cannot connect to another's database", async () => {
  const across = urlFor(north.databaseUrl, { database: names.hub });
  await expect(asAdmin(across, async () => 1)).rejects.toThrow(/permission denied for database/);
  const asOwner = urlFor(north.databaseOwnerUrl, { database: names.hub });
  await expect(asAdmin(asOwner, async () => 1)).rejects.toThrow(/permission denied for database/);
});

test("the queue's tables, made later by the owner, serve the runtime role", async () => {
  await asAdmin(north.databaseOwnerUrl, (owner) =>
    owner.query(`CREATE TABLE bullmq.job (id bigserial PRIMARY KEY, data text);
      CREATE FUNCTION bullmq.take() RETURNS bigint LANGUAGE sql AS 'SELECT max(id) FROM bullmq.job'`),
  );
  await asAdmin(north.databaseUrl, async (app) => {
    await app.query(`INSERT INTO bullmq.job (data) VALUES ('x')`);
    expect((await app.query('SELECT bullmq.take()')).rows).toEqual([{ take: '1' }]);
    await expect(app.query('CREATE TABLE bullmq.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(app.query('TRUNCATE bullmq.job')).rejects.toThrow(/permission denied/);
  });
});

test('a name that would need quoting is refused', async () => {
  await expect(prepareDatabase({ adminUrl, database: 'a"; DROP', target: 'hub' })).rejects.toThrow(/not a usable/);
});
