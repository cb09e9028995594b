import { createMember } from '@wheelhouse/prisma/testing';
import { newId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../auth/create-api-key.ts';
import { callerFor, openFixture, type Answer, type Caller, type Fixture } from '../testing/fixture.ts';

let fixture: Fixture;
/** An owner of another workspace of the same organization. */
let foreign: Caller;
let foreignKey: string;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Other', slug: 'other' });
  foreignKey = made.data['apiKey'] as string;
  foreign = callerFor(() => fixture.spoke.url, foreignKey);
});
afterAll(async () => fixture.close());

/** The body without what differs between any two answers. */
function shapeOf(answer: Answer): unknown {
  return { status: answer.status, error: answer.error };
}

test('AUTH-08: a wrong checksum, a wrong secret, a revoked and an expired key are refused alike', async () => {
  const broken = `${foreignKey.slice(0, -1)}${foreignKey.endsWith('A') ? 'B' : 'A'}`;
  const answers = [await callerFor(() => fixture.spoke.url, broken)('GET', '/api/v1/runs')];
  const { ownerId } = fixture.own;
  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Third', slug: 'third' });
  const workspaceId = (made.data['workspace'] as { id: string }).id as typeof fixture.own.workspaceId;
  const third = callerFor(() => fixture.spoke.url, made.data['apiKey'] as string);
  expect((await third('GET', '/api/v1/runs')).status).toBe(200);
  const context = { workspaceId, actor: { kind: 'user' as const, id: ownerId } };
  for (const data of [{ expiresAt: new Date(1) }, { expiresAt: null, revokedAt: new Date() }]) {
    await fixture.spoke.db.withTenant(context, (tx) => tx.apiKey.updateMany({ where: { workspaceId }, data }));
    answers.push(await third('GET', '/api/v1/runs'));
  }
  for (const answer of answers) expect(shapeOf(answer)).toEqual(shapeOf(answers[0] as Answer));
  expect(answers[0]?.status).toBe(401);
});

test('AUTH-12: a demoted owner loses the next action', async () => {
  const made = await fixture.api('POST', '/api/v1/workspaces', { name: 'Fourth', slug: 'fourth' });
  const workspaceId = (made.data['workspace'] as { id: string }).id as typeof fixture.own.workspaceId;
  const owner = callerFor(() => fixture.spoke.url, made.data['apiKey'] as string);
  expect((await owner('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' })).status).toBe(202);
  const context = { workspaceId, actor: { kind: 'user' as const, id: fixture.own.ownerId } };
  await fixture.spoke.db.withTenant(context, (tx) =>
    tx.workspaceMember.updateMany({ where: { workspaceId }, data: { role: 'viewer' } }),
  );
  const refused = await owner('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
  expect(refused.error?.code).toBe('NOT_AUTHORIZED');
  expect((await owner('GET', '/api/v1/runs')).status).toBe(200);
});

/** A colleague in the fixture's workspace, with a key that may do no more than `permissions`. */
async function colleague(role: string, permissions: readonly string[] = []): Promise<Caller> {
  const { workspaceId, organizationId, ownerId } = fixture.own;
  const context = { workspaceId, actor: { kind: 'user' as const, id: ownerId } };
  const userId = await createMember(
    fixture.spoke.db,
    { workspaceId, organizationId, userId: ownerId, systemPrincipalId: ownerId, context },
    role,
  );
  const key = { workspaceId, principalId: userId, principalKind: 'user' as const, name: 'test', permissions };
  const apiKey = await fixture.spoke.db.withTenant(context, (tx) =>
    createApiKey(tx, { ...key, createdBy: userId, now: Date.now() }),
  );
  return callerFor(() => fixture.spoke.url, apiKey);
}

test('a permission that reaches only one’s own runs shows and kills only those', async () => {
  const others = (await fixture.api('POST', '/api/v1/runs', { agent: 'echo' })).data['runId'] as string;
  const developer = await colleague('developer');
  const own = (await developer('POST', '/api/v1/runs', { agent: 'echo' })).data['runId'] as string;
  expect((await developer('GET', `/api/v1/runs/${others}`)).status).toBe(200);
  expect((await developer('POST', `/api/v1/runs/${others}/kill`, {})).error?.code).toBe('NOT_AUTHORIZED');
  expect((await fixture.api('GET', `/api/v1/runs/${others}`)).data['desired']).toBe('run');
  expect((await developer('POST', `/api/v1/runs/${own}/kill`, {})).status).toBe(202);

  const narrow = await colleague('developer', ['runs:create', 'runs:read:own']);
  const mine = (await narrow('POST', '/api/v1/runs', { agent: 'echo' })).data['runId'] as string;
  const listed = (await narrow('GET', '/api/v1/runs?limit=200')).data as unknown as { id: string }[];
  expect(listed.map((run) => run.id)).toEqual([mine]);
  const hidden = await narrow('GET', `/api/v1/runs/${others}`);
  expect(shapeOf(hidden)).toEqual(shapeOf(await narrow('GET', `/api/v1/runs/${newId(Date.now())}`)));
  expect((await narrow('POST', `/api/v1/runs/${mine}/kill`, {})).error?.code).toBe('NOT_AUTHORIZED');
});

test('TEN-05: two workspaces in turns, with errors and aborts between, each see only their own', async () => {
  await fixture.api('POST', '/api/v1/runs', { agent: 'echo' });
  const seen = { own: new Set<string>(), foreign: new Set<string>() };
  const listed = async (caller: Caller, into: Set<string>): Promise<void> => {
    const answer = await caller('GET', '/api/v1/runs?limit=200');
    for (const run of answer.data as unknown as { id: string }[]) into.add(run.id);
  };
  await foreign('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
  const work = Array.from({ length: 100 }, (_, index) => {
    if (index % 10 === 3) return fixture.api('GET', `/api/v1/runs/${newId(Date.now())}`).then(() => undefined);
    if (index % 10 === 7) {
      const signal = AbortSignal.timeout(1);
      const headers = { authorization: `Bearer ${foreignKey}` };
      return fetch(`${fixture.spoke.url}/api/v1/runs`, { headers, signal }).then(
        (response) => response.text().then(() => undefined),
        () => undefined,
      );
    }
    return index % 2 === 0 ? listed(fixture.api, seen.own) : listed(foreign, seen.foreign);
  });
  await Promise.all(work);
  expect(seen.own.size).toBeGreaterThan(0);
  expect(seen.foreign.size).toBeGreaterThan(0);
  expect([...seen.own].filter((id) => seen.foreign.has(id))).toEqual([]);
});

test('ENV-05, ENV-07, ENV-08: hostile JSON is refused at the HTTP entrance before anything looks at it', async () => {
  const post = (body: string): Promise<Answer> => fixture.api('POST', '/api/v1/runs', body);
  const cases = [
    '{"agent":"echo","agent":"other"}',
    `{"agent":${'['.repeat(150_000)}`,
    '{"agent":"echo","__proto__":{"admin":true}}',
    '{"agent":"echo","constructor":{"prototype":{"admin":true}}}',
    '{"agent":"echo","lifetimeMs":1e400}',
  ];
  for (const body of cases) {
    const answer = await post(body);
    expect(answer.status, body.slice(0, 60)).toBe(400);
    expect(answer.error?.code, body.slice(0, 60)).toBe('INVALID');
  }
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('identity in a body is refused', async () => {
  const answer = await fixture.api('POST', '/api/v1/runs', {
    agent: 'echo',
    workspaceId: newId(Date.now()),
    createdBy: 'x',
  });
  expect(answer.status).toBe(400);
});

test('QUE-10, QUE-11: an idempotency key makes one run, however parallel; another wish under it is a conflict', async () => {
  const key = { 'idempotency-key': `k-${newId(Date.now())}` };
  const wish = { agent: 'echo', prompt: 'once' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => fixture.api('POST', '/api/v1/runs', wish, key)));
  expect(new Set(answers.map((answer) => answer.data['runId'])).size).toBe(1);
  expect(answers.filter((answer) => answer.status === 202)).toHaveLength(1);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
  const other = await fixture.api('POST', '/api/v1/runs', { ...wish, prompt: 'twice' }, key);
  expect(other.status).toBe(409);
});

test('lists are paged without loss or repetition', async () => {
  for (let made = 0; made < 5; made += 1) await fixture.api('POST', '/api/v1/runs', { agent: 'echo' });
  const all = (await fixture.api('GET', '/api/v1/runs?limit=200')).data as unknown as { id: string }[];
  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const response = await fixture.api('GET', `/api/v1/runs?limit=2${query}`);
    paged.push(...(response.data as unknown as { id: string }[]).map((run) => run.id));
    cursor = (JSON.parse(response.text) as { meta: { page: { nextCursor: string | null } } }).meta.page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all.map((run) => run.id));
  expect((await fixture.api('GET', "/api/v1/runs?cursor=';select")).status).toBe(400);
});

test('a run is killed without a body, and with an empty one', async () => {
  for (const body of [undefined, {}]) {
    const spawned = await fixture.api('POST', '/api/v1/runs', { agent: 'echo' });
    const killed = await fixture.api('POST', `/api/v1/runs/${String(spawned.data['runId'])}/kill`, body);
    expect(killed.status, killed.text).toBe(202);
    expect(killed.data['runId']).toBe(spawned.data['runId']);
  }
});

test('/api is another name of /api/v1, by whole parts of a path only, and doubles no route', async () => {
  const [named, plain] = [await fixture.api('GET', '/api/v1/agents'), await fixture.api('GET', '/api/agents?limit=50')];
  expect([named.status, plain.status]).toEqual([200, 200]);
  expect(plain.data).toEqual(named.data);
  for (const path of ['/apiv1/agents', '/api/v2/agents', '/api/v1/v1/agents', '/apis/agents']) {
    expect((await fixture.api('GET', path)).status, path).toBe(404);
  }
  expect(fixture.spoke.routes.filter(({ url }) => url.startsWith('/api/') && !url.startsWith('/api/v1/'))).toEqual([]);
});

const taggedThings: readonly (readonly [path: string, body: object, change: string])[] = [
  ['/api/v1/teams', { name: 'Tagged' }, 'description'],
  ['/api/v1/agents', { name: 'tagged', runtime: 'process' }, 'config'],
  ['/api/v1/secrets', { name: 'TAGGED', value: 'x' }, 'description'],
];

test.each(taggedThings)(
  'what %s makes has a tag: only who has the newest changes it under it',
  async (list, body, field) => {
    const made = await fixture.api('POST', list, body);
    const path = `${list}/${String(made.data['id'])}`;
    const tag = (await fixture.api('GET', path)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    const known = await fixture.api('GET', path, undefined, { 'if-none-match': `"x", W/${tag}` });
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', tag]);
    const changed = (text: string): object => ({ [field]: field === 'config' ? { argv: [text] } : text });
    const change = (text: string): Promise<{ status: number }> =>
      fixture.api('PATCH', path, changed(text), { 'if-match': tag });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(change));
    expect(answers.map(({ status }) => status).sort((x, y) => x - y)).toEqual([200, 412, 412, 412]);
    expect((await fixture.api('GET', path, undefined, { 'if-none-match': tag })).status).toBe(200);
    expect((await fixture.api('PATCH', path, changed('free'))).status).toBe(200);
  },
);
