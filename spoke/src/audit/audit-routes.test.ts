import {
  canonicalJson,
  encodeUtf8,
  sha256Hex,
  verifyAuditExport,
  type AuditReport,
  type JsonValue,
  type VerifyAuditOptions,
} from '@wheelhouse/protocol';
import type { AuditCheckpointView, AuditView } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerFor, openFixture, type Caller, type Fixture } from '../testing/fixture.ts';
import { createApiKey } from '../auth/create-api-key.ts';
import { newPerson } from '../testing/people.ts';

let own: Fixture;

beforeAll(async () => {
  own = await openFixture({ hub: false });
  for (const name of ['one', 'two', 'three']) await createAgent(name);
});
afterAll(() => own.close());

async function createAgent(name: string): Promise<void> {
  const body = { name, runtime: 'process', config: { argv: ['true'] } };
  const made = await own.api('POST', '/api/v1/agents', body, { 'user-agent': 'audit-test' });
  expect(made.status).toBe(201);
}

async function list<T>(path: string, api = own.api): Promise<{ items: T[]; nextCursor: string | null }> {
  const answer = await api('GET', path);
  expect(answer.status).toBe(200);
  const body = JSON.parse(answer.text) as { data: T[]; meta: { page: { nextCursor: string | null } } };
  return { items: body.data, nextCursor: body.meta.page.nextCursor };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
const verify = (text: string, options: VerifyAuditOptions = {}): Promise<AuditReport> =>
  verifyAuditExport(once(text), { fingerprint: own.spoke.fingerprint, ...options });

test('a row says who did what to what, from where and in which request', async () => {
  const { items } = await list<AuditView>('/api/v1/audit?action=agents.create&limit=1');
  const { agents } = { agents: await list<{ id: string; name: string }>('/api/v1/agents') };
  const three = agents.items.find((agent) => agent.name === 'three');
  expect(items[0]).toMatchObject({
    actorKind: 'user',
    actorId: own.own.ownerId,
    action: 'agents.create',
    resourceKind: 'agent',
    resourceId: three?.id,
    verdict: 'accepted',
    ip: '127.0.0.1',
    userAgent: 'audit-test',
  });
  expect(items[0]?.requestId).toMatch(/./);
});

test('a row proves what a thing was before and after its change, without holding it', async () => {
  const body = { name: 'changing', runtime: 'process', config: { argv: ['a-private-path'] } };
  const made = (await own.api('POST', '/api/v1/agents', body)).data;
  const changed = (await own.api('PATCH', `/api/v1/agents/${made['id'] as string}`, { enabled: false })).data;
  const { items } = await list<AuditView>('/api/v1/audit?action=agents.*&limit=2');
  const digest = (view: object): string => sha256Hex(encodeUtf8(canonicalJson(view as JsonValue)));
  expect(items[0]?.detail).toEqual({ beforeSha256: digest(made), afterSha256: digest(changed) });
  expect(items[1]?.detail).toEqual({ afterSha256: digest(made) });
  expect(JSON.stringify(items)).not.toContain('a-private-path');
});

test('filters and cursors choose rows, newest first', async () => {
  const all = await list<AuditView>('/api/v1/audit?action=agents.*');
  expect(all.items.length).toBeGreaterThanOrEqual(3);
  const first = await list<AuditView>('/api/v1/audit?action=agents.*&limit=2');
  const second = await list<AuditView>(`/api/v1/audit?action=agents.*&limit=2&cursor=${first.nextCursor ?? ''}`);
  expect([...first.items, ...second.items].map((row) => row.id)).toEqual(all.items.slice(0, 4).map((row) => row.id));
  const one = all.items[1];
  if (one === undefined) throw new Error('no row');
  for (const query of [
    `requestId=${one.requestId ?? ''}`,
    `resource=agent:${one.resourceId ?? ''}`,
    `actor=${one.actorId ?? ''}&from=${one.at}&to=${one.at + 1}&resource=agent`,
  ]) {
    const found = await list<AuditView>(`/api/v1/audit?${query}`);
    expect(
      found.items.map((row) => row.id),
      query,
    ).toContain(one.id);
    expect(
      found.items.every((row) => row.resourceKind === 'agent'),
      query,
    ).toBe(true);
  }
  expect((await list(`/api/v1/audit?actor=${own.own.workspaceId}`)).items).toEqual([]);
  expect((await own.api('GET', '/api/v1/audit?cursor=x')).status).toBe(400);
});

test.each(['jsonl', 'csv'])('an export as %s verifies offline, its own row included', async (format) => {
  const answer = await own.api('GET', `/api/v1/audit/export?format=${format}`);
  expect(answer.status).toBe(200);
  const report = await verify(answer.text);
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({ ok: true, withheld: 0 });
  const { items } = await list<AuditView>('/api/v1/audit?limit=1');
  expect(items[0]).toMatchObject({ action: 'audit.export', resourceId: own.own.workspaceId });
  expect(report.entries).toBe(report.head.seq);
  const forged = await verify(answer.text.replaceAll('agents.create', 'agents.delete'));
  expect(forged.problems.every((problem) => problem.kind === 'altered')).toBe(true);
  expect(forged.problems).toHaveLength(4);
});

test('an export with a filter has the rows asked for, and the links of all', async () => {
  const answer = await own.api('GET', '/api/v1/audit/export?action=agents.create');
  const report = await verify(answer.text, { allowWithheld: true });
  expect(report.ok).toBe(true);
  expect(report.entries - report.withheld).toBe(4);
  expect(report.header?.filter).toEqual({ action: 'agents.create' });
});

test('a checkpoint that was kept confirms a later export', async () => {
  const kept = await list<AuditCheckpointView>('/api/v1/audit/checkpoints');
  expect(kept.items.length).toBeGreaterThan(0);
  await createAgent('four');
  const later = (await own.api('GET', '/api/v1/audit/export')).text;
  const checkpoints = kept.items.map((item) => item.envelope);
  expect(await verify(later, { checkpoints })).toMatchObject({ ok: true });
});

test('an organization’s log is for its owners, admins and auditors, the instance’s for who runs it', async () => {
  const [ada, bob] = [await newPerson(own, 'ada.logs'), await newPerson(own, 'bob.logs')];
  const organization = `/api/v1/organizations/${ada.organizationId}`;
  await ada.browser('PATCH', organization, { name: 'Renamed' });
  const { db } = own.spoke;
  await db.withUser(ada.id, (tx) => tx.user.update({ where: { id: ada.id }, data: { instanceAdmin: true } }));
  for (const [log, kind, action] of [
    [`${organization}/audit`, 'organization', 'organization.update'],
    ['/api/v1/instance/audit', 'instance', 'person.create'],
  ] as const) {
    expect((await list<AuditView>(`${log}?action=${action}`, ada.browser)).items.length, log).toBeGreaterThan(0);
    const report = await verify((await ada.browser('GET', `${log}/export`)).text);
    expect(report, log).toMatchObject({ ok: true, header: { kind } });
    expect((await list<AuditCheckpointView>(`${log}/checkpoints`, ada.browser)).items.length).toBeGreaterThan(0);
    for (const path of ['', '/export', '/checkpoints']) {
      expect((await bob.browser('GET', `${log}${path}`)).status, `${log}${path}`).toBe(404);
    }
  }
});

const bootstrapKey = async (permissions: string[]): Promise<Caller> => {
  const { workspaceId, ownerId: userId } = own.own;
  const wish = { workspaceId, principalId: userId, principalKind: 'user', name: 'k', createdBy: userId } as const;
  const key = await own.spoke.db.withSystemTenant(workspaceId, (tx) =>
    createApiKey(tx, { ...wish, permissions, now: Date.now() }),
  );
  return callerFor(() => own.spoke.url, key);
};

test('who may read may not export; others see neither', async () => {
  const reader = await bootstrapKey(['audit:read']);
  expect((await reader('GET', '/api/v1/audit')).status).toBe(200);
  expect((await reader('GET', '/api/v1/audit/export')).status).toBe(404);
  const other = await bootstrapKey(['runs:read']);
  for (const path of ['', '/export', '/checkpoints']) {
    expect((await other('GET', `/api/v1/audit${path}`)).status).toBe(404);
  }
});
