import { randomUUID } from 'node:crypto';
import { maxViewsPerOwner, type OperatorRole } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOperatorBrowser, type OperatorBrowser } from '../testing/operator-browser.ts';
import { TestFleet } from '../testing/test-fleet.ts';

const password = 'correct horse battery';
let fleet: TestFleet;
let owner: OperatorBrowser;

const tokenIn = (link: unknown): string => new URL(String(link)).hash.slice(1);

beforeAll(async () => {
  fleet = await TestFleet.start();
  owner = openOperatorBrowser(() => fleet.hub.url);
  const token = tokenIn(fleet.hub.setUpUrl);
  await owner('POST', '/auth/setup', { token, email: 'owner@example.org', name: 'Owner', password });
});
afterAll(() => fleet.close());

interface Operator {
  readonly id: string;
  readonly at: OperatorBrowser;
}

async function hire(role: OperatorRole): Promise<Operator> {
  const email = `${role}-${randomUUID().slice(0, 8)}@example.org`;
  const { data } = await owner('POST', '/operators/invitations', { email, role });
  const at = openOperatorBrowser(() => fleet.hub.url);
  const taken = await at('POST', '/auth/accept-invitation', { token: tokenIn(data['link']), name: role, password });
  return { id: (taken.data['operator'] as { id: string }).id, at };
}

const wish = (more: object = {}): object => ({
  screen: 'runs',
  name: `View ${randomUUID()}`,
  query: 'state=failed',
  ...more,
});

async function made(at: OperatorBrowser, more: object = {}): Promise<string> {
  const answer = await at('POST', '/views', wish(more));
  expect(answer).toMatchObject({ status: 201 });
  return answer.data['id'] as string;
}

async function listed(at: OperatorBrowser, query = ''): Promise<string[]> {
  const { list } = await at('GET', `/views?limit=200${query}`);
  return (list as { id: string }[]).map(({ id }) => id);
}

test('a view is kept in its one spelling, told with its owner, changed and deleted, with a row each', async () => {
  const { at, id: ownerId } = await hire('operator');
  const answer = await at('POST', '/views', wish({ query: 'state=lost&instance=x', name: 'Lost' }));
  expect(answer).toMatchObject({
    status: 201,
    data: { query: 'instance=x&state=lost', isShared: false, ownerId, ownerName: 'operator', name: 'Lost' },
  });
  const path = `/views/${answer.data['id'] as string}`;
  expect(await at('PATCH', path, { isShared: true })).toMatchObject({ status: 200, data: { isShared: true } });
  expect((await at('DELETE', path)).status).toBe(200);
  expect(await at('DELETE', path)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  const rows = (await owner('GET', `/audit?actor=operator:${ownerId}&action=views.*`)).list;
  expect((rows as { action: string }[]).map(({ action }) => action).toReversed()).toEqual([
    'views.create',
    'views.update',
    'views.delete',
  ]);
});

test('operators see what others share and not the rest; owners delete it, and only its own operator changes it', async () => {
  const [ops, other] = [await hire('operator'), await hire('auditor')];
  const [hidden, shared] = [await made(ops.at), await made(ops.at, { isShared: true })];
  expect(await listed(other.at, '&screen=runs')).toEqual(expect.arrayContaining([shared]));
  expect(await listed(other.at)).not.toContain(hidden);
  for (const at of [other.at, owner]) {
    expect(await at('PATCH', `/views/${hidden}`, { name: 'x' })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await at('PATCH', `/views/${shared}`, { name: 'x' })).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
    expect(await at('DELETE', `/views/${hidden}`)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  }
  expect(await other.at('DELETE', `/views/${shared}`)).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
  expect((await owner('DELETE', `/views/${shared}`)).status).toBe(200);
  expect(await listed(ops.at)).toEqual([hidden]);
});

test('a viewer has views of their own and shares none, nor any of a screen they do not have', async () => {
  const { at } = await hire('viewer');
  const id = await made(at, { screen: 'connections' });
  const shared = await made(owner, { screen: 'audit', isShared: true });
  expect(await listed(at)).toContain(id);
  expect(await listed(at)).not.toContain(shared);
  for (const more of [{ isShared: true }, { screen: 'audit' }])
    expect(await at('POST', '/views', wish(more))).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
  expect(await at('PATCH', `/views/${id}`, { isShared: true })).toMatchObject({ code: 'NOT_AUTHORIZED' });
  expect(await at('GET', '/views?screen=audit')).toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test('a name is taken by one’s own view of the same screen, an operator keeps a hundred, and leaves with them', async () => {
  const { at, id } = await hire('operator');
  const shared = await made(at, { name: 'Mine', isShared: true });
  expect(await at('POST', '/views', wish({ name: 'Mine' }))).toMatchObject({ status: 409, code: 'CONFLICT' });
  await made(at, { name: 'Mine', screen: 'activity' });
  const answers = await Promise.all(Array.from({ length: maxViewsPerOwner }, () => at('POST', '/views', wish())));
  expect(answers.filter(({ code }) => code === 'QUOTA')).toHaveLength(2);
  expect(await at('POST', '/views', wish({ query: '?state=failed' }))).toMatchObject({ code: 'INVALID' });
  expect(await listed(owner)).toContain(shared);
  expect((await owner('DELETE', `/operators/${id}`)).status).toBe(200);
  expect(await listed(owner)).not.toContain(shared);
});
