import { newId, type WorkspaceId } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../auth/create-api-key.ts';
import { callerFor, openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

let fixture: Fixture;
let ada: TestPerson;
let bob: TestPerson;
let eve: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits } } });
  ada = await newPerson(fixture, 'ada.owner');
  bob = await newPerson(fixture, 'bob');
  eve = await newPerson(fixture, 'eve');
  await letIn(fixture, ada, bob, 'developer');
});
afterAll(() => fixture.close());

const at = (person: TestPerson, path: string): string => `/api/v1/workspaces/${person.workspaceId}${path}`;
const codeOf = (answer: Answer): string | undefined => answer.error?.code;

describe('a workspace', () => {
  test('is changed by who saw its state; of two that saw the same only one changes it', async () => {
    const seen = await ada.browser('GET', at(ada, ''));
    const tag = seen.headers.get('etag') ?? '';
    const update = (name: string): Promise<Answer> => ada.browser('PATCH', at(ada, ''), { name }, { 'if-match': tag });
    const answers = await Promise.all([update('One'), update('Two')]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
    expect((await update('Three')).status).toBe(412);
    const now = await ada.browser('GET', at(ada, ''));
    const fresh = await ada.browser(
      'PATCH',
      at(ada, ''),
      { name: 'Four' },
      { 'if-match': now.headers.get('etag') ?? '' },
    );
    expect(fresh.data['name']).toBe('Four');
  });

  test('runs no more agents than its limit says', async () => {
    const spawn = (): Promise<Answer> =>
      ada.browser(
        'POST',
        '/api/v1/runs',
        { agent: 'embedded', prompt: 'x' },
        {
          'x-workspace-id': ada.workspaceId,
        },
      );
    const first = await spawn();
    expect(first.status).toBe(202);
    await ada.browser('PUT', at(ada, '/limits'), { maxRunningAgents: 1 });
    expect(codeOf(await spawn())).toBe('QUOTA');
    await ada.browser('PUT', at(ada, '/limits'), {});
    expect((await spawn()).status).toBe(202);
  });

  test('has settings, limits and branding; limits hold', async () => {
    const settings = await ada.browser('PATCH', at(ada, '/settings'), { logRetentionDays: 7 });
    expect(settings.data['logRetentionDays']).toBe(7);
    expect((await ada.browser('PUT', at(ada, '/branding'), { color: '#00ff00' })).data).toEqual({ color: '#00ff00' });
    for (const logo of ['javascript:alert(1)', 'data:image/svg+xml;base64,AAAA', 'http://x.test/a.png']) {
      expect((await ada.browser('PUT', at(ada, '/branding'), { logo })).status, logo).toBe(400);
    }
    expect((await ada.browser('PUT', at(ada, '/limits'), { maxMembers: 1, maxTeams: 1 })).status).toBe(200);
    const full = await ada.browser('POST', at(ada, '/invitations'), { email: 'm@example.test', role: 'viewer' });
    expect(codeOf(full)).toBe('QUOTA');
    await ada.browser('PUT', at(ada, '/limits'), {});
    expect((await bob.browser('PUT', at(ada, '/limits'), {})).status).toBe(404);
  });

  test('is entered by switching, and its id in a header counts for who may enter', async () => {
    expect((await bob.browser('POST', at(ada, '/switch'))).data).toEqual({
      workspaceId: ada.workspaceId,
      role: 'developer',
    });
    expect((await bob.browser('GET', '/api/v1/teams')).status).toBe(200);
    expect((await bob.browser('POST', at(bob, '/switch'))).status).toBe(200);
    const foreign = await bob.browser('POST', at(eve, '/switch'));
    const nobodys = await bob.browser('POST', `/api/v1/workspaces/${newId(Date.now())}/switch`);
    expect([foreign.status, foreign.error]).toEqual([nobodys.status, nobodys.error]);
    expect(foreign.status).toBe(404);
  });
});

test('teams: owners and admins lead, the last owner stays, and only members of the workspace come in', async () => {
  const inside = { 'x-workspace-id': ada.workspaceId };
  const asAda = (method: string, path: string, body?: unknown): Promise<Answer> =>
    ada.browser(method, `/api/v1/teams${path}`, body, inside);
  const asBob = (method: string, path: string, body?: unknown): Promise<Answer> =>
    bob.browser(method, `/api/v1/teams${path}`, body, inside);
  const made = await asAda('POST', '', { name: 'Core', metadata: { room: 'B2' } });
  expect(made.data).toMatchObject({ name: 'Core', role: 'owner', members: 1 });
  const id = made.data['id'] as string;
  expect(codeOf(await asAda('POST', '', { name: 'Core' }))).toBe('CONFLICT');
  expect((await asBob('POST', '', { name: 'Mine' })).status).toBe(404);
  expect(codeOf(await asBob('PATCH', `/${id}`, { name: 'x' }))).toBe('NOT_AUTHORIZED');
  expect((await asAda('PUT', `/${id}/members/${newId(Date.now())}`, { role: 'member' })).status).toBe(404);
  expect((await asAda('PUT', `/${id}/members/${bob.id}`, { role: 'admin' })).status).toBe(200);
  expect((await asBob('PATCH', `/${id}`, { description: 'led by bob' })).status).toBe(200);
  expect(codeOf(await asBob('PUT', `/${id}/members/${bob.id}`, { role: 'owner' }))).toBe('OWN_ROLE');
  expect(codeOf(await asBob('DELETE', `/${id}/members/${ada.id}`))).toBe('LAST_OWNER');
  expect((await asBob('DELETE', `/${id}`)).status).toBe(404);
  const members = await asAda('GET', `/${id}/members`);
  expect(members.data).toHaveLength(2);
  expect((await asBob('DELETE', `/${id}/members/${bob.id}`)).status).toBe(200);
  expect((await asAda('DELETE', `/${id}`)).status).toBe(200);
  expect((await asAda('GET', `/${id}`)).status).toBe(404);
});

describe('sharing', () => {
  const asAda = (method: string, path: string, body?: unknown): Promise<Answer> =>
    ada.browser(method, path, body, { 'x-workspace-id': ada.workspaceId });
  const spawned = async (): Promise<string> => {
    const answer = await asAda('POST', '/api/v1/runs', { agent: 'embedded', prompt: 'x' });
    expect(answer.status, answer.text).toBe(202);
    return answer.data['runId'] as string;
  };

  test('a guest sees what was shared with them or a team of theirs, as long as it is, and changes nothing', async () => {
    const gil = await newPerson(fixture, 'gil');
    await letIn(fixture, ada, gil, 'guest');
    const asGil = (method: string, path: string, body?: unknown): Promise<Answer> =>
      gil.browser(method, path, body, { 'x-workspace-id': ada.workspaceId });
    const [direct, byTeam, hidden] = [await spawned(), await spawned(), await spawned()] as const;
    const team = (await asAda('POST', '/api/v1/teams', { name: 'Guests' })).data['id'] as string;
    await asAda('PUT', `/api/v1/teams/${team}/members/${gil.id}`, { role: 'member' });
    expect((await asGil('GET', '/api/v1/runs')).data).toEqual([]);
    const share = (resourceId: string, reader: object): Promise<Answer> =>
      asAda('POST', '/api/v1/shares', { kind: 'run', resourceId, ...reader });
    const made = await share(direct, { userId: gil.id });
    expect(made.status, made.text).toBe(201);
    expect((await share(direct, { userId: gil.id })).data['id']).toBe(made.data['id']);
    expect((await share(byTeam, { teamId: team })).status).toBe(201);

    const listed = (await asGil('GET', '/api/v1/runs')).data as unknown as { id: string }[];
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([direct, byTeam]));
    expect((await asGil('GET', `/api/v1/runs/${direct}`)).status).toBe(200);
    const refused = await asGil('GET', `/api/v1/runs/${hidden}`);
    const nobodys = await asGil('GET', `/api/v1/runs/${newId(Date.now())}`);
    expect([refused.status, refused.error]).toEqual([nobodys.status, nobodys.error]);
    expect((await asGil('POST', `/api/v1/runs/${direct}/kill`, {})).status).toBe(404);
    expect((await asGil('POST', '/api/v1/shares', { kind: 'run', resourceId: direct, userId: bob.id })).status).toBe(
      404,
    );

    await asAda('DELETE', `/api/v1/teams/${team}/members/${gil.id}`);
    expect((await asGil('GET', `/api/v1/runs/${byTeam}`)).status).toBe(404);
    await asAda('DELETE', `/api/v1/shares/${made.data['id'] as string}`);
    expect((await asGil('GET', '/api/v1/runs')).data).toEqual([]);
  });

  test('a custom role that ends what is shared ends that and nothing else', async () => {
    const roles = `/api/v1/organizations/${ada.organizationId}/roles`;
    const permissions = ['workspace:read', 'runs:read:shared', 'runs:kill:shared'];
    const role = (await ada.browser('POST', roles, { name: 'Shared stopper', permissions })).data['id'] as string;
    const hal = await newPerson(fixture, 'hal');
    await letIn(fixture, ada, hal, role);
    const [shared, other] = [await spawned(), await spawned()] as const;
    await asAda('POST', '/api/v1/shares', { kind: 'run', resourceId: shared, userId: hal.id });
    const kill = (id: string): Promise<Answer> =>
      hal.browser('POST', `/api/v1/runs/${id}/kill`, {}, { 'x-workspace-id': ada.workspaceId });
    expect((await kill(other)).status).toBe(404);
    const answer = await kill(shared);
    expect(answer.status, answer.text).toBe(202);
  });

  test('nothing is shared with another workspace’s people or teams, nor from there', async () => {
    const run = await spawned();
    const stranger = await newPerson(fixture, 'stranger');
    const team = await stranger.browser('POST', '/api/v1/teams', { name: 'Theirs' });
    for (const reader of [
      { userId: stranger.id },
      { teamId: team.data['id'] as string },
      { userId: newId(Date.now()) },
    ]) {
      const answer = await asAda('POST', '/api/v1/shares', { kind: 'run', resourceId: run, ...reader });
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
    }
    const body = { kind: 'run', resourceId: run, userId: stranger.id };
    expect(codeOf(await stranger.browser('POST', '/api/v1/shares', body))).toBe('NOT_FOUND');
    const both = { kind: 'run', resourceId: run, userId: ada.id, teamId: newId(Date.now()) };
    expect((await asAda('POST', '/api/v1/shares', both)).status).toBe(400);
  });
});

test('a key that was made for something else does nothing for its person beyond it', async () => {
  const { workspaceId } = ada;
  const createdBy = ada.id;
  const context = { workspaceId: workspaceId as WorkspaceId, actor: { kind: 'user', id: ada.id } } as const;
  const key = await fixture.spoke.db.withTenant(context, (tx) =>
    createApiKey(tx, {
      workspaceId: context.workspaceId,
      principalId: ada.id,
      principalKind: 'user',
      name: 'narrow',
      permissions: ['runs:read'],
      createdBy,
      now: Date.now(),
    }),
  );
  const narrow = callerFor(() => fixture.spoke.url, key);
  expect((await narrow('GET', '/api/v1/runs')).status).toBe(200);
  const organization = `/api/v1/organizations/${ada.organizationId}`;
  const own = await ada.browser('GET', at(ada, ''));
  const { slug, organizationSlug } = own.data as { slug: string; organizationSlug: string };
  const refused = [
    await narrow('POST', '/api/v1/organizations', { name: 'Mine', slug: 'mine' }),
    await narrow('POST', '/api/v1/workspaces', { name: 'Mine', slug: 'mine' }),
    await narrow('POST', '/api/v1/workspaces/accept-invitation', { token: 'x'.repeat(20) }),
    await narrow('GET', organization),
    await narrow('POST', `${organization}/invitations`, { email: 'k@example.test', role: 'member' }),
    await narrow('GET', `/api/v1/workspaces/by-slug/${organizationSlug}/${slug}`),
    await narrow('GET', at(ada, '')),
    await narrow('POST', at(ada, '/switch')),
    await narrow('GET', at(eve, '')),
  ];
  for (const answer of refused) expect(answer.status).toBe(404);
});
