import type { spokeApi } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../people/setup.ts';
import { openBrowser, signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let fixture: Fixture;
let admin: Browser;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  const wish = { userId: fixture.own.ownerId, publicUrl: '', now: Date.now() };
  const link = await createSignInLink(fixture.spoke.db, wish);
  admin = openBrowser(() => fixture.spoke.url);
  await admin('POST', '/api/v1/auth/link', { token: link.split('#')[1] });
  await admin('POST', `/api/v1/workspaces/${fixture.own.workspaceId}/switch`);
});
afterAll(() => fixture.close());

/** Brings a person, a team and an agent, whose names have a mark. @returns the import's id */
async function imported(mark: string): Promise<string> {
  const rows = [
    { kind: 'user', id: 'u1', email: `ann.${mark}@old.test`, name: 'Ann', role: 'developer' },
    { kind: 'team', id: 't1', name: `Team ${mark}` },
    { kind: 'agent', id: 'a1', name: `agent-${mark}`, runtime: 'process', config: { argv: ['true'] } },
  ];
  const header = { kind: 'wheelhouse-export', version: 1 };
  const answer = await admin('POST', '/api/v1/imports', { header, rows });
  expect(answer.status, answer.text).toBe(202);
  const { id } = answer.data['import'] as { id: string };
  await until('the import is done', async () => {
    const view = (await admin('GET', `/api/v1/imports/${id}`)).data as unknown as spokeApi.ImportView;
    expect(view.error).toBeNull();
    return view.state === 'done';
  });
  return id;
}

const undo = (id: string): Promise<Answer> => admin('POST', `/api/v1/imports/${id}/undo`);

async function oneOf(path: string, name: string, field = 'name'): Promise<string> {
  const all = (await admin('GET', `/api/v1${path}?limit=100`)).data as unknown as Record<string, unknown>[];
  const found = all.find((entry) => entry[field] === name);
  return String(found?.['id'] ?? found?.['userId']);
}

/** An undo that is refused, names this row with this change, and left the import as it was. */
async function expectRefused(
  id: string,
  obstacle: { readonly kind: string; readonly id: string; readonly why: string },
) {
  const refused = await undo(id);
  expect(refused.status).toBe(409);
  const { error } = JSON.parse(refused.text) as { error: { details: { obstacles: unknown[] } } };
  expect(error.details.obstacles).toContainEqual(obstacle);
  expect((await admin('GET', `/api/v1/imports/${id}`)).data).toMatchObject({ state: 'done' });
}

test('an undo is refused where an imported team was changed', async () => {
  const id = await imported('team');
  const team = await oneOf('/teams', 'Team team');
  expect((await admin('PATCH', `/api/v1/teams/${team}`, { description: 'ours now' })).status).toBe(200);
  await expectRefused(id, { kind: 'team', id: team, why: 'changed since: teams.update' });
  expect(await oneOf('/teams', 'Team team')).toBe(team);
});

test('an undo is refused where an imported agent was changed', async () => {
  const id = await imported('agent');
  const agent = await oneOf('/agents', 'agent-agent');
  expect((await admin('PATCH', `/api/v1/agents/${agent}`, { enabled: false })).status).toBe(200);
  await expectRefused(id, { kind: 'agent', id: agent, why: 'changed since: agents.update' });
});

test('an undo is refused where an imported member has another role by now', async () => {
  const id = await imported('role');
  const members = `/workspaces/${fixture.own.workspaceId}/members`;
  const ann = await oneOf(members, 'ann.role@old.test', 'email');
  expect((await admin('PUT', `/api/v1${members}/${ann}/role`, { role: 'viewer' })).status).toBe(200);
  await expectRefused(id, { kind: 'member', id: ann, why: 'changed since: members.manage' });
});

test('an undo is refused where a member whom it let in has made something since', async () => {
  const { user, browser } = await signUp(fixture, 'ann.acted@old.test');
  const id = await imported('acted');
  await browser('POST', `/api/v1/workspaces/${fixture.own.workspaceId}/switch`);
  const spawned = await browser('POST', '/api/v1/runs', { agent: 'echo' });
  expect(spawned.status, spawned.text).toBeLessThan(300);
  await expectRefused(id, { kind: 'member', id: user.id, why: 'has acted here: agent.spawn' });
});

test('what was only looked at is undone', async () => {
  const id = await imported('seen');
  expect((await admin('GET', `/api/v1/teams/${await oneOf('/teams', 'Team seen')}`)).status).toBe(200);
  expect(await undo(id)).toMatchObject({ status: 200, data: { state: 'undone' } });
});
