import { newId } from '@wheelhouse/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAuditRows, type AuditRows } from '../testing/audit-rows.ts';
import { signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { lockMs } from './open-idempotency.ts';

const dayMs = 86_400_000;
let fixture: Fixture;
let admin: pg.Client;
let rows: AuditRows;
let clock = Date.now();

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { now: () => clock } });
  admin = new pg.Client({ connectionString: fixture.database.adminUrl });
  await admin.connect();
  rows = await openAuditRows(fixture.database.adminUrl);
});
afterAll(async () => {
  await admin.end();
  await rows.close();
  await fixture.close();
});

const makeTeam = (key: string, name: string, headers: Record<string, string> = {}): Promise<Answer> =>
  fixture.api('POST', '/api/v1/teams', { name }, { 'idempotency-key': key, ...headers });
const teamsNamed = async (name: string): Promise<number> =>
  (await admin.query('SELECT 1 FROM teams WHERE name = $1', [name])).rowCount ?? 0;

test('the same request under a key is done once and answered alike; only the first one is in the audit log', async () => {
  const [firstId, secondId] = [newId(clock), newId(clock)];
  const first = await makeTeam('once', 'Once', { 'x-request-id': firstId });
  const second = await makeTeam('once', 'Once', { 'x-request-id': secondId });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.text).toBe(first.text);
  expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  expect(await teamsNamed('Once')).toBe(1);
  expect(await rows.of(firstId)).toHaveLength(1);
  expect(await rows.of(secondId)).toEqual([]);
});

test('a refusal is answered again; another body or another route under the key is a conflict', async () => {
  await makeTeam('taken-1', 'Taken');
  const refused = await makeTeam('taken-2', 'Taken');
  const again = await makeTeam('taken-2', 'Taken');
  expect([refused.status, again.status, again.text]).toEqual([409, 409, refused.text]);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  const otherBody = await makeTeam('taken-1', 'Other');
  const otherRoute = await fixture.api('POST', '/api/v1/keys', { name: 'Taken' }, { 'idempotency-key': 'taken-1' });
  for (const answer of [otherBody, otherRoute]) {
    expect([answer.status, answer.error?.code]).toEqual([409, 'CONFLICT']);
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
  }
  expect(await teamsNamed('Other')).toBe(0);
});

test('of twenty requests at once one is done; the others hear its answer or to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => makeTeam('many', 'Many')));
  expect(await teamsNamed('Many')).toBe(1);
  for (const { status, headers } of answers) {
    expect([201, 409]).toContain(status);
    if (status === 409) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const fresh = answers.filter(({ status, headers }) => status === 201 && !headers.has('idempotent-replayed'));
  expect(fresh).toHaveLength(1);
  expect((await makeTeam('many', 'Many')).text).toBe(fresh[0]?.text);
});

test('a key whose request died is busy until nobody can hold it any more, then free', async () => {
  await makeTeam('died', 'Died');
  await admin.query(`DELETE FROM team_members WHERE team_id IN (SELECT id FROM teams WHERE name = 'Died')`);
  await admin.query(`DELETE FROM teams WHERE name = 'Died'`);
  await admin.query(`UPDATE idempotency_keys SET status = NULL, response = NULL WHERE key = 'died'`);
  const busy = await makeTeam('died', 'Died');
  expect([busy.status, busy.error?.code]).toEqual([409, 'CONFLICT']);
  expect(busy.headers.get('retry-after')).toBe('1');
  clock += lockMs + 1_000;
  const done = await makeTeam('died', 'Died');
  expect([done.status, done.headers.get('idempotent-replayed')]).toEqual([201, null]);
});

test('an answer is kept for a day, sealed: what is shown once is not in the store', async () => {
  const make = (): Promise<Answer> =>
    fixture.api('POST', '/api/v1/keys', { name: 'kept' }, { 'idempotency-key': 'kept' });
  const first = await make();
  const shown = first.data['key'] as string;
  expect(shown.length).toBeGreaterThan(20);
  const { rows: kept } = await admin.query<{ response: string }>(
    `SELECT response FROM idempotency_keys WHERE key = 'kept'`,
  );
  expect(Buffer.from(kept[0]?.response ?? '', 'base64').toString('latin1')).not.toContain(shown);
  clock += dayMs - 60_000;
  expect((await make()).data['key']).toBe(shown);
  clock += 120_000;
  const later = await make();
  expect(later.headers.get('idempotent-replayed')).toBeNull();
  expect(later.data['key']).not.toBe(shown);
});

test('a fault is not kept, nor is what was not valid', async () => {
  await admin.query('REVOKE INSERT ON teams FROM wheelhouse_app');
  try {
    expect((await makeTeam('fault', 'Fault')).status).toBeGreaterThanOrEqual(500);
  } finally {
    await admin.query('GRANT INSERT ON teams TO wheelhouse_app');
  }
  expect((await makeTeam('fault', 'Fault')).status).toBe(201);
  expect((await makeTeam('invalid', '')).status).toBe(400);
  expect((await makeTeam('invalid', 'Valid')).status).toBe(201);
});

test('TEN-18: two people with the same key and body share nothing', async () => {
  const people = [await signUp(fixture, 'ada.keys@example.test'), await signUp(fixture, 'bob.keys@example.test')];
  const make = ({ browser }: { browser: Browser }): Promise<Answer> =>
    browser('POST', '/api/v1/teams', { name: 'Shared' }, { 'idempotency-key': 'shared' });
  const made = await Promise.all(people.map(make));
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  expect(made[0]?.data['id']).not.toBe(made[1]?.data['id']);
  const again = await Promise.all(people.map(make));
  expect(again.map(({ text }) => text)).toEqual(made.map(({ text }) => text));
});

test('a key that is none is refused', async () => {
  expect((await makeTeam('has space', 'Space')).status).toBe(400);
  expect((await makeTeam('k'.repeat(256), 'Long')).status).toBe(400);
});
