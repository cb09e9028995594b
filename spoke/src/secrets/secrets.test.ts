import { join } from 'node:path';
import { createSealer, loadOrCreateKeyRing } from '@wheelhouse/identity';
import type { WorkspaceId } from '@wheelhouse/protocol';
import { createLogger } from '@wheelhouse/server';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { openSecrets } from './service.ts';

let fixture: Fixture;
let eve: Browser;
const logs: string[] = [];
beforeAll(async () => {
  const destination = { write: (line: string) => void logs.push(line) };
  const logger = createLogger({ name: 'spoke-test', level: 'trace', destination });
  fixture = await openFixture({ hub: false, deps: { logger } });
  ({ browser: eve } = await signUp(fixture, 'eve@example.test'));
});
afterAll(() => fixture.close());

const value = 'correct-horse-9f2c71';
const put = (name: string, text = value): Promise<Answer> => eve('POST', '/api/v1/secrets', { name, value: text });

test('a secret is made, listed, changed and deleted, and no answer holds its value', async () => {
  const made = await put('DEPLOY_TOKEN');
  expect(made).toMatchObject({ status: 201, data: { name: 'DEPLOY_TOKEN', version: 1, description: '' } });
  const path = `/api/v1/secrets/${String(made.data['id'])}`;
  const changed = await eve('PATCH', path, { value: `${value}-2`, description: 'for the shop' });
  expect(changed).toMatchObject({ status: 200, data: { version: 2, description: 'for the shop' } });
  const described = await eve('PATCH', path, { description: '' });
  expect(described.data['version']).toBe(2);
  const answers = [made, changed, described, await eve('GET', path), await eve('GET', '/api/v1/secrets')];
  for (const { text } of answers) expect(text).not.toContain(value);
  expect((await put('DEPLOY_TOKEN')).status).toBe(409);
  expect((await eve('DELETE', path)).status).toBe(200);
  expect((await eve('GET', path)).status).toBe(404);
});

test.each(['', '1ST', 'with-dash', 'with space', 'x'.repeat(129), 'a=b', 'a\0'])(
  '%j is no name of a secret',
  async (name) => {
    expect((await put(name)).status).toBe(400);
  },
);

test('a change of what somebody else changed meanwhile is refused', async () => {
  const made = await put('TAGGED');
  const path = `/api/v1/secrets/${String(made.data['id'])}`;
  const ifMatch = { 'if-match': made.headers.get('etag') ?? '' };
  expect((await eve('PATCH', path, { value: 'first' }, ifMatch)).status).toBe(200);
  expect((await eve('PATCH', path, { value: 'second' }, ifMatch)).status).toBe(412);
});

test('a run that starts gets values by name, of its own workspace alone', async () => {
  await put('OPENED', 'für später 🔑');
  const { data } = await eve('GET', '/api/v1/me');
  const sealer = createSealer(await loadOrCreateKeyRing(join(fixture.dir, 'secrets.key'), Date.now()));
  const open = (workspaceId: string, names: readonly string[]) =>
    fixture.spoke.db.withSystemTenant(workspaceId as WorkspaceId, (tx) =>
      openSecrets(tx, sealer, { workspaceId, names }),
    );
  const mine = String(data['currentWorkspaceId']);
  expect(await open(mine, ['OPENED'])).toEqual(new Map([['OPENED', 'für später 🔑']]));
  await expect(open(mine, ['OPENED', 'GONE'])).rejects.toMatchObject({ code: 'PRECONDITION' });
  await expect(open(fixture.own.workspaceId, ['OPENED'])).rejects.toMatchObject({ code: 'PRECONDITION' });
});

/** Every column that can hold a text or bytes. */
const textColumns = `SELECT table_schema AS schema, table_name AS table, column_name AS column FROM information_schema.columns
  WHERE table_schema IN ('public', 'bullmq') AND data_type IN ('text', 'bytea', 'json', 'jsonb', 'character varying')`;

test('the value stands in no column of the database and in no line of the log', async () => {
  expect((await put('HIDDEN')).status).toBe(201);
  const admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<Record<'schema' | 'table' | 'column', string>>(textColumns);
  const holding = async (text: string): Promise<string[]> => {
    const spellings = [text, Buffer.from(text).toString('hex')].map((spelling) => `%${spelling}%`);
    const found: string[] = [];
    for (const { schema, table, column } of rows) {
      const where = `t."${column}"::text LIKE ANY($1)`;
      const { rowCount } = await admin.query(`SELECT 1 FROM "${schema}"."${table}" t WHERE ${where}`, [spellings]);
      if (rowCount !== 0) found.push(`${table}.${column}`);
    }
    return found;
  };
  expect(await holding(value)).toEqual([]);
  // The search finds what is there.
  expect(await holding('HIDDEN')).toContain('secrets.name');
  await admin.end();
  expect(logs.length).toBeGreaterThan(10);
  expect(logs.join('')).not.toContain(value);
});
