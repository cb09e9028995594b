import { maxViewsPerOwner, newId, type Role } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFixture, type Caller, type Fixture } from '../testing/fixture.ts';
import { addMember, addService, keyFor } from '../testing/matrix/tenant.ts';
import { newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

interface Member {
  readonly id: string;
  readonly call: Caller;
}

let fixture: Fixture;
let ada: TestPerson;
let own: Caller;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits } } });
  ada = await newPerson(fixture, 'ada.views');
  own = ada.browser;
});
afterAll(() => fixture.close());

async function member(role: Role): Promise<Member> {
  const id = await addMember(fixture, ada, role);
  return { id, call: await keyFor(fixture, ada, { principalId: id, principalKind: 'user' }) };
}

const wish = (more: object = {}): object => ({
  screen: 'runs',
  name: `View ${newId(Date.now())}`,
  query: 'state=failed',
  ...more,
});

async function made(call: Caller, more: object = {}): Promise<string> {
  const answer = await call('POST', '/api/v1/views', wish(more));
  expect(answer.status, answer.text).toBe(201);
  return answer.data['id'] as string;
}

async function listed(call: Caller, query = ''): Promise<string[]> {
  const answer = await call('GET', `/api/v1/views?limit=200${query}`);
  expect(answer.status, answer.text).toBe(200);
  return (answer.data as unknown as { id: string }[]).map(({ id }) => id);
}

const codeOf = async (asked: ReturnType<Caller>): Promise<unknown> => {
  const { status, error } = await asked;
  return [status, error?.code];
};

test('a view is kept in its one spelling, told with its owner, changed and deleted', async () => {
  const answer = await own('POST', '/api/v1/views', {
    screen: 'audit',
    name: 'Refused secrets',
    query: 'verdict=rejected&action=secrets.*',
  });
  expect(answer).toMatchObject({
    status: 201,
    data: { query: 'action=secrets.*&verdict=rejected', isShared: false, ownerId: ada.id, screen: 'audit' },
  });
  const path = `/api/v1/views/${answer.data['id'] as string}`;
  const changed = await own('PATCH', path, { name: 'Refused', isShared: true });
  expect(changed).toMatchObject({ status: 200, data: { name: 'Refused', isShared: true, ownerId: ada.id } });
  expect(changed.data['query']).toBe('action=secrets.*&verdict=rejected');
  expect(changed.data['ownerName']).not.toBe('');
  expect((await own('DELETE', path)).status).toBe(200);
  expect(await codeOf(own('PATCH', path, { name: 'Again' }))).toEqual([404, 'NOT_FOUND']);
});

test('a list has one’s own views and shared ones, of one screen where it is named, page by page', async () => {
  const dev = await member('developer');
  const [mine, shared] = [await made(dev.call), await made(own, { isShared: true })];
  const [hidden, elsewhere] = [await made(own), await made(dev.call, { screen: 'members' })];
  expect(await listed(dev.call)).toEqual(expect.arrayContaining([mine, shared, elsewhere]));
  expect(await listed(dev.call)).not.toContain(hidden);
  expect(await listed(dev.call, '&screen=members')).toEqual([elsewhere]);
  const first = await dev.call('GET', '/api/v1/views?limit=1');
  const { meta } = JSON.parse(first.text) as { meta: { page: { nextCursor: string } } };
  const second = await dev.call('GET', `/api/v1/views?limit=1&cursor=${meta.page.nextCursor}`);
  expect((second.data as unknown as { id: string }[]).map(({ id }) => id)).not.toEqual([elsewhere]);
});

test('what others keep to themselves is as nothing; what they share is theirs to change', async () => {
  const dev = await member('developer');
  const [hidden, shared] = [await made(own), await made(own, { isShared: true })];
  for (const method of ['PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { name: 'Taken over' } : undefined;
    expect(await codeOf(dev.call(method, `/api/v1/views/${hidden}`, body))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(dev.call(method, `/api/v1/views/${shared}`, body))).toEqual([404, 'NOT_AUTHORIZED']);
  }
});

test('who runs the workspace deletes what others share, and neither changes it nor sees what they do not', async () => {
  const [dev, admin] = [await member('developer'), await member('admin')];
  const [hidden, shared] = [await made(dev.call), await made(dev.call, { isShared: true })];
  expect(await codeOf(admin.call('PATCH', `/api/v1/views/${shared}`, { name: 'x' }))).toEqual([404, 'NOT_AUTHORIZED']);
  expect(await codeOf(admin.call('DELETE', `/api/v1/views/${hidden}`))).toEqual([404, 'NOT_FOUND']);
  expect((await admin.call('DELETE', `/api/v1/views/${shared}`)).status).toBe(200);
  expect(await listed(dev.call)).toEqual(expect.not.arrayContaining([shared]));
});

test.each(['viewer', 'guest'] as const)('a %s has views of their own and shares none', async (role) => {
  const { call } = await member(role);
  const id = await made(call);
  expect(await listed(call)).toContain(id);
  expect(await codeOf(call('POST', '/api/v1/views', wish({ isShared: true })))).toEqual([404, 'NOT_AUTHORIZED']);
  expect(await codeOf(call('PATCH', `/api/v1/views/${id}`, { isShared: true }))).toEqual([404, 'NOT_AUTHORIZED']);
});

test('who may not read a screen keeps no view of it and is told of none', async () => {
  const { call } = await member('developer');
  const shared = await made(own, { screen: 'audit', isShared: true });
  expect(await codeOf(call('POST', '/api/v1/views', wish({ screen: 'audit' })))).toEqual([404, 'NOT_AUTHORIZED']);
  expect(await codeOf(call('GET', '/api/v1/views?screen=audit'))).toEqual([404, 'NOT_AUTHORIZED']);
  expect(await listed(call)).not.toContain(shared);
});

test('a name is taken by one’s own view of the same screen alone', async () => {
  const { call } = await member('developer');
  const name = 'Mine';
  const id = await made(call, { name });
  const other = await made(call, { name: 'Other' });
  await made(call, { name, screen: 'approvals' });
  await made(own, { name });
  expect(await codeOf(call('POST', '/api/v1/views', wish({ name })))).toEqual([409, 'CONFLICT']);
  expect(await codeOf(call('PATCH', `/api/v1/views/${other}`, { name }))).toEqual([409, 'CONFLICT']);
  expect((await call('PATCH', `/api/v1/views/${id}`, { name })).status).toBe(200);
});

test.each([
  { query: '?state=failed' },
  { query: 'state=failed&state=lost' },
  { query: `state=${'x'.repeat(2_048)}` },
  { name: '' },
  { name: 'x'.repeat(81) },
  { name: ' led by a space' },
  { screen: 'nowhere' },
  { ownerId: newId(0) },
])('%j is no view', async (more) => {
  expect(await codeOf(own('POST', '/api/v1/views', wish(more)))).toEqual([400, 'INVALID']);
});

test('a person keeps a hundred views in a workspace, also when they ask for many at once', async () => {
  const { call } = await member('developer');
  const wishes = Array.from({ length: maxViewsPerOwner + 5 }, () => call('POST', '/api/v1/views', wish()));
  const answers = await Promise.all(wishes);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(maxViewsPerOwner);
  expect(answers.filter(({ error }) => error?.code === 'QUOTA')).toHaveLength(5);
  expect((await own('POST', '/api/v1/views', wish())).status).toBe(201);
});

test('another workspace’s views are as nothing, shared or not', async () => {
  const stranger = await newPerson(fixture, 'stranger.views');
  const shared = await made(own, { isShared: true });
  expect(await listed(stranger.browser)).toEqual([]);
  for (const [method, body] of [['PATCH', { name: 'x' }], ['DELETE']] as const) {
    const path = `/api/v1/views/${shared}`;
    expect(await codeOf(stranger.browser(method, path, body))).toEqual([404, 'NOT_FOUND']);
  }
});

test('who leaves takes their views along, shared ones too', async () => {
  const dev = await member('developer');
  const shared = await made(dev.call, { isShared: true });
  expect(await listed(own)).toContain(shared);
  const left = await own('DELETE', `/api/v1/workspaces/${ada.workspaceId}/members/${dev.id}`);
  expect(left.status, left.text).toBe(200);
  expect(await listed(own)).not.toContain(shared);
});

test('a service account, which looks at no list, keeps none', async () => {
  const inside = fixture.spoke.db;
  const principalId = await inside.withSystemTenant(ada.workspaceId as never, async (tx) => {
    const id = await addService(tx, ada, 'reader');
    await tx.serviceAccount.updateMany({ where: { id }, data: { permissions: ['workspace:read', 'runs:read'] } });
    return id;
  });
  const call = await keyFor(fixture, ada, { principalId, principalKind: 'service' });
  expect(await codeOf(call('POST', '/api/v1/views', wish()))).toEqual([404, 'NOT_AUTHORIZED']);
});
