import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, dropTestDatabase, waitFor, type TestDatabase } from '../testing/index.ts';
import { openHubDb, type HubDb, type HubTx } from './open-hub-db.ts';

let database: TestDatabase;
let db: HubDb;

beforeAll(async () => {
  database = await createTestDatabase('hub');
  db = await openHubDb({ databaseUrl: database.databaseUrl });
});
afterAll(async () => {
  await db.close();
  await dropTestDatabase(database);
});

const instance = (id: string) => ({ id, name: 'north', identityFingerprint: 'f', keyset: '{}' });

test('a transaction commits whole or not at all', async () => {
  const id = newId(Date.now());
  const attempt = db.transaction(async (tx) => {
    await tx.instance.create({ data: instance(id) });
    throw new Error('after the write');
  });
  await expect(attempt).rejects.toThrow('after the write');
  expect(await db.run((tx) => tx.instance.count({ where: { id } }))).toBe(0);
  await db.transaction((tx) => tx.instance.create({ data: instance(id) }));
  expect(await db.run((tx) => tx.instance.count({ where: { id } }))).toBe(1);
});

test('a transaction inside another throws, and a handle is dead after its callback', async () => {
  let kept: HubTx | undefined;
  await db.transaction(async (tx) => {
    kept = tx;
    await expect(db.transaction(async () => 1)).rejects.toThrow(/inside another/);
  });
  expect(() => kept?.instance).toThrow(/after its door had closed/);
});

test('statements outside a transaction commit one by one', async () => {
  const id = newId(Date.now());
  const attempt = db.run(async (statements) => {
    await statements.instance.create({ data: instance(id) });
    throw new Error('afterwards');
  });
  await expect(attempt).rejects.toThrow('afterwards');
  expect(await db.run((statements) => statements.instance.count({ where: { id } }))).toBe(1);
});

test('a notification arrives after the commit', async () => {
  const got: string[] = [];
  const listener = await db.listen('hub_test', (payload) => got.push(payload));
  await db.transaction((tx) => db.notify(tx, 'hub_test', 'hello'));
  await waitFor(() => got.length > 0);
  await listener.close();
  expect(got).toEqual(['hello']);
});

test('the audit log only grows', async () => {
  await db.run((tx) => tx.auditLog.create({ data: { actor: 'x', action: 'y', verdict: 'ok' } }));
  await expect(db.run((tx) => tx.auditLog.deleteMany())).rejects.toThrow(/permission denied/);
  await expect(db.run((tx) => tx.auditLog.updateMany({ data: { actor: 'z' } }))).rejects.toThrow(/permission denied/);
});

test('a pair of instances is stored once, in one order', async () => {
  const [a, b] = [newId(Date.now()), newId(Date.now() + 1000)];
  await db.run((tx) => tx.connection.create({ data: { id: newId(Date.now()), a, b, state: 'active' } }));
  const again = db.run((tx) => tx.connection.create({ data: { id: newId(Date.now()), a, b, state: 'active' } }));
  await expect(again).rejects.toMatchObject({ code: 'P2002' });
  const reversed = db.run((tx) =>
    tx.connection.create({ data: { id: newId(Date.now()), a: b, b: a, state: 'active' } }),
  );
  await expect(reversed).rejects.toThrow(/connections_order_check/);
});
