import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { accept, invitationTo, letIn, newPerson, noSignInLimits, type TestPerson } from '../testing/people.ts';

let fixture: Fixture;
let clock = Date.now();
let ada: TestPerson;
let bob: TestPerson;
let eve: TestPerson;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { people: { limits: noSignInLimits }, now: () => clock } });
  ada = await newPerson(fixture, 'ada.owner');
  bob = await newPerson(fixture, 'bob');
  eve = await newPerson(fixture, 'eve');
});
afterAll(() => fixture.close());

const at = (person: TestPerson, path: string): string => `/api/v1/workspaces/${person.workspaceId}${path}`;
const codeOf = (answer: Answer): string | undefined => answer.error?.code;

async function invite(role: string, email: string): Promise<{ id: string; token: string }> {
  const invited = await ada.browser('POST', at(ada, '/invitations'), { email, role });
  expect(invited.status, invited.text).toBe(201);
  return { id: invited.data['id'] as string, token: await invitationTo(fixture, email) };
}

describe('invitations', () => {
  test('whatever is wrong with an invitation gives one and the same refusal', async () => {
    const refusals: Answer[] = [];
    const wrongAddress = await invite('viewer', bob.email);
    refusals.push(await accept(eve, wrongAddress.token));

    const revoked = await invite('viewer', bob.email);
    refusals.push(await accept(bob, wrongAddress.token));
    expect((await ada.browser('DELETE', at(ada, `/invitations/${revoked.id}`))).status).toBe(200);
    refusals.push(await accept(bob, revoked.token));

    const old = await invite('viewer', bob.email);
    expect((await ada.browser('POST', at(ada, `/invitations/${old.id}/resend`))).status).toBe(200);
    refusals.push(await accept(bob, old.token));

    const late = await invitationTo(fixture, bob.email);
    const before = clock;
    clock += 7 * 86_400_000 - 60_000;
    await bob.browser('POST', '/api/v1/auth/sign-in', { email: bob.email, password: 'correct horse battery' });
    clock = before + 7 * 86_400_000 + 1000;
    refusals.push(await accept(bob, late));
    clock = before;
    await bob.browser('POST', '/api/v1/auth/sign-in', { email: bob.email, password: 'correct horse battery' });

    refusals.push(await accept(bob, `${late.slice(0, -3)}abc`), await accept(bob, 'made.up.entirely-made-up'));
    for (const answer of refusals) expect([answer.status, codeOf(answer)]).toEqual([410, 'INVITATION_INVALID']);
    expect((await bob.browser('GET', at(ada, ''))).status).toBe(404);
  });

  test('an invitation is accepted once, however parallel, and then lists as accepted', async () => {
    const { id, token } = await invite('developer', bob.email);
    const answers = await Promise.all([1, 2, 3, 4].map(() => accept(bob, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(3);
    const listed = await ada.browser('GET', at(ada, '/invitations'));
    expect(listed.data).toContainEqual(expect.objectContaining({ id, state: 'accepted' }));
    expect((await bob.browser('GET', at(ada, ''))).data).toMatchObject({ id: ada.workspaceId });
    const again = await ada.browser('POST', at(ada, '/invitations'), { email: bob.email, role: 'viewer' });
    expect(codeOf(again)).toBe('CONFLICT');
  });

  test('AUTH-02: inviting a known and an unknown address answers alike', async () => {
    const known = await ada.browser('POST', at(ada, '/invitations'), { email: eve.email, role: 'viewer' });
    const unknown = await ada.browser('POST', at(ada, '/invitations'), { email: 'no@example.test', role: 'viewer' });
    expect([known.status, Object.keys(known.data)]).toEqual([unknown.status, Object.keys(unknown.data)]);
    for (const answer of [known, unknown]) {
      await ada.browser('DELETE', at(ada, `/invitations/${answer.data['id'] as string}`));
    }
  });

  test('a workspace id, a role or a person in a body is refused', async () => {
    const foreign = { workspaceId: eve.workspaceId };
    const bodies: [string, string, object][] = [
      ['POST', at(ada, '/invitations'), { email: 'x@example.test', role: 'viewer', ...foreign }],
      ['POST', '/api/v1/teams', { name: 'x', ...foreign }],
      ['POST', '/api/v1/workspaces', { name: 'x', slug: 'x', id: eve.workspaceId }],
      ['PATCH', at(ada, ''), { organizationId: eve.organizationId }],
      ['PATCH', at(ada, ''), { createdBy: eve.id }],
      ['PUT', at(ada, `/members/${bob.id}/role`), { role: 'viewer', userId: eve.id }],
      ['POST', '/api/v1/workspaces/accept-invitation', { token: 'x'.repeat(20), role: 'owner' }],
    ];
    for (const [method, path, body] of bodies) {
      expect((await ada.browser(method, path, body)).status, `${method} ${path}`).toBe(400);
    }
  });
});

describe('roles', () => {
  test('the creator stays, nobody changes their own role, nobody gives or takes more than they hold', async () => {
    await letIn(fixture, ada, eve, 'admin');
    const role = (by: TestPerson, of: TestPerson, name: string): Promise<Answer> =>
      by.browser('PUT', at(ada, `/members/${of.id}/role`), { role: name });
    expect(codeOf(await role(eve, ada, 'viewer'))).toBe('LAST_OWNER');
    expect(codeOf(await role(ada, ada, 'viewer'))).toBe('OWN_ROLE');
    expect(codeOf(await role(eve, eve, 'owner'))).toBe('OWN_ROLE');
    expect(codeOf(await role(eve, bob, 'owner'))).toBe('MORE_THAN_HELD');
    expect((await role(eve, bob, 'manager')).status).toBe(200);
    expect(codeOf(await eve.browser('DELETE', at(ada, `/members/${ada.id}`)))).toBe('LAST_OWNER');
    expect(codeOf(await ada.browser('DELETE', at(ada, `/members/${ada.id}`)))).toBe('LAST_OWNER');
    // A manager: invites what they hold, removes nobody who manages them, changes no role.
    const asManager = (body: object): Promise<Answer> => bob.browser('POST', at(ada, '/invitations'), body);
    expect(codeOf(await asManager({ email: 'n@example.test', role: 'developer' }))).toBe('MORE_THAN_HELD');
    expect((await asManager({ email: 'n@example.test', role: 'viewer' })).status).toBe(201);
    expect(codeOf(await bob.browser('DELETE', at(ada, `/members/${eve.id}`)))).toBe('MORE_THAN_HELD');
    expect(codeOf(await role(bob, eve, 'viewer'))).toBe('NOT_AUTHORIZED');
    // A second owner may not touch the creator either; two owners demoting each other leave one.
    expect((await role(ada, eve, 'owner')).status).toBe(200);
    expect(codeOf(await role(eve, ada, 'admin'))).toBe('LAST_OWNER');
    expect((await role(ada, eve, 'admin')).status).toBe(200);
    expect(codeOf(await role(ada, bob, 'no such role'))).toBe('INVALID');
  });

  test('a removed member is out at once: session, key, team, shares; a later invitation brings no key back', async () => {
    const mallory = await newPerson(fixture, 'mallory');
    await letIn(fixture, ada, mallory, 'developer');
    const inside = { 'x-workspace-id': ada.workspaceId };
    const own = await mallory.browser('GET', '/api/v1/agents', undefined, inside);
    expect(own.status).toBe(200);
    expect((await ada.browser('DELETE', at(ada, `/members/${mallory.id}`))).status).toBe(200);
    expect((await mallory.browser('GET', '/api/v1/agents', undefined, inside)).status).toBe(404);
    expect((await mallory.browser('GET', at(ada, ''))).status).toBe(404);
    const listed = (await mallory.browser('GET', '/api/v1/workspaces')).text;
    expect(listed).not.toContain(ada.workspaceId);
    const principals = await fixture.spoke.db.withSystemTenant(ada.workspaceId as never, (tx) =>
      tx.workspacePrincipal.count({ where: { workspaceId: ada.workspaceId, principalId: mallory.id } }),
    );
    expect(principals).toBe(0);
    await letIn(fixture, ada, mallory, 'viewer');
    expect((await mallory.browser('DELETE', at(ada, `/members/${mallory.id}`))).status).toBe(200);
  });

  test('custom roles permit what they name, at most what their maker holds, and change for everybody at once', async () => {
    const roles = `/api/v1/organizations/${ada.organizationId}/roles`;
    const made = await ada.browser('POST', roles, { name: 'Stopper', permissions: ['runs:read', 'runs:kill'] });
    expect(made.status, made.text).toBe(201);
    const id = made.data['id'] as string;
    for (const permissions of [['organization:update'], ['workspace:delete'], ['workspace:*']]) {
      const refused = await ada.browser('POST', roles, { name: 'Too much', permissions });
      expect(codeOf(refused), permissions.join()).toBe('MORE_THAN_HELD');
    }
    expect((await ada.browser('POST', roles, { name: 'Odd', permissions: ['runs:fly'] })).status).toBe(400);
    expect(codeOf(await ada.browser('POST', roles, { name: 'owner', permissions: [] }))).toBe('CONFLICT');
    expect(codeOf(await ada.browser('POST', roles, { name: 'Stopper', permissions: [] }))).toBe('CONFLICT');
    expect((await eve.browser('POST', roles, { name: 'Mine', permissions: [] })).status).toBe(404);

    const changed = await ada.browser('PUT', at(ada, `/members/${bob.id}/role`), { role: 'Stopper' });
    expect(changed.data).toMatchObject({ role: id });
    const inside = { 'x-workspace-id': ada.workspaceId };
    expect((await bob.browser('GET', '/api/v1/runs', undefined, inside)).status).toBe(200);
    expect((await bob.browser('GET', '/api/v1/agents', undefined, inside)).status).toBe(404);
    await ada.browser('PATCH', `${roles}/${id}`, { permissions: ['agents:read'] });
    expect((await bob.browser('GET', '/api/v1/runs', undefined, inside)).status).toBe(404);
    expect((await bob.browser('GET', '/api/v1/agents', undefined, inside)).status).toBe(200);
    await ada.browser('DELETE', `${roles}/${id}`);
    expect((await bob.browser('GET', '/api/v1/agents', undefined, inside)).status).toBe(404);
    expect((await ada.browser('PUT', at(ada, `/members/${bob.id}/role`), { role: 'developer' })).status).toBe(200);
  });
});

describe('organizations', () => {
  const organization = (path: string): string => `/api/v1/organizations/${ada.organizationId}${path}`;

  test('an admin enters every workspace, noted once; demoted, they are out at once', async () => {
    const carl = await newPerson(fixture, 'carl');
    const invited = await ada.browser('POST', organization('/invitations'), { email: carl.email, role: 'admin' });
    expect(invited.status, invited.text).toBe(201);
    const accepted = await accept(carl, await invitationTo(fixture, carl.email));
    expect(accepted.data).toMatchObject({ organizationId: ada.organizationId, workspaceId: null, role: 'admin' });
    expect((await carl.browser('GET', '/api/v1/workspaces')).text).toContain(ada.workspaceId);
    expect((await carl.browser('GET', at(ada, '/members'))).status).toBe(200);
    expect((await carl.browser('DELETE', at(ada, ''))).status).toBe(404);
    const audit = await ada.browser('GET', '/api/v1/audit?limit=200', undefined, { 'x-workspace-id': ada.workspaceId });
    const entered = (audit.data as unknown as { action: string; actorId: string }[]).filter(
      ({ action, actorId }) => action === 'workspace.enter' && actorId === carl.id,
    );
    expect(entered).toHaveLength(1);

    const demoted = await ada.browser('PUT', organization(`/members/${carl.id}/role`), { role: 'member' });
    expect(demoted.status, demoted.text).toBe(200);
    expect((await carl.browser('GET', at(ada, '/members'))).status).toBe(404);
    expect((await carl.browser('GET', '/api/v1/workspaces')).text).not.toContain(ada.workspaceId);
    const principals = await fixture.spoke.db.withUser(carl.id, (tx) =>
      tx.workspacePrincipal.count({ where: { workspaceId: ada.workspaceId } }),
    );
    expect(principals).toBe(0);
  });

  test('the creator stays, nobody changes their own role, nobody appoints above themselves', async () => {
    const dora = await newPerson(fixture, 'dora');
    await ada.browser('POST', organization('/invitations'), { email: dora.email, role: 'admin' });
    await accept(dora, await invitationTo(fixture, dora.email));
    const role = (by: TestPerson, of: TestPerson, name: string): Promise<Answer> =>
      by.browser('PUT', organization(`/members/${of.id}/role`), { role: name });
    expect(codeOf(await role(dora, ada, 'member'))).toBe('LAST_OWNER');
    expect(codeOf(await role(ada, ada, 'member'))).toBe('OWN_ROLE');
    expect(codeOf(await role(dora, dora, 'owner'))).toBe('OWN_ROLE');
    expect(codeOf(await dora.browser('DELETE', organization(`/members/${ada.id}`)))).toBe('LAST_OWNER');
    const owner = { email: 'z@example.test', role: 'owner' };
    expect(codeOf(await dora.browser('POST', organization('/invitations'), owner))).toBe('MORE_THAN_HELD');
    const overrides = organization(`/members/${dora.id}/overrides`);
    expect(codeOf(await dora.browser('PUT', overrides, { allow: ['runs:kill'] }))).toBe('OWN_ROLE');
    expect(codeOf(await ada.browser('PUT', overrides, { allow: ['workspace:delete'] }))).toBe('MORE_THAN_HELD');
    expect((await ada.browser('PUT', overrides, { deny: ['members:read'] })).status).toBe(200);
    expect((await dora.browser('GET', at(ada, '/members'))).status).toBe(404);
    expect((await dora.browser('GET', at(ada, ''))).status).toBe(200);
    expect((await eve.browser('GET', organization(''))).status).toBe(404);
    expect((await dora.browser('DELETE', organization(`/members/${dora.id}`))).status).toBe(200);
    expect((await dora.browser('GET', at(ada, ''))).status).toBe(404);
  });

  test('a new organization is its maker’s alone, and its workspaces are made by who runs it', async () => {
    const made = await bob.browser('POST', '/api/v1/organizations', { name: 'Bobs', slug: 'bobs' });
    expect(made.status, made.text).toBe(201);
    const organizationId = made.data['id'] as string;
    const taken = await eve.browser('POST', '/api/v1/organizations', { name: 'x', slug: 'bobs' });
    expect(codeOf(taken)).toBe('CONFLICT');
    const wish = { name: 'Lab', slug: 'lab', organizationId };
    expect((await eve.browser('POST', '/api/v1/workspaces', wish)).status).toBe(404);
    const lab = await bob.browser('POST', '/api/v1/workspaces', wish);
    expect(lab.status, lab.text).toBe(201);
    expect(lab.data['apiKey']).toBeUndefined();
    const found = await bob.browser('GET', '/api/v1/workspaces/by-slug/bobs/lab');
    expect(found.data).toMatchObject({ id: (lab.data['workspace'] as { id: string }).id, organizationSlug: 'bobs' });
    const foreign = await eve.browser('GET', '/api/v1/workspaces/by-slug/bobs/lab');
    const nobodys = await eve.browser('GET', '/api/v1/workspaces/by-slug/bobs/none');
    expect([foreign.status, foreign.error]).toEqual([nobodys.status, nobodys.error]);
    expect(foreign.status).toBe(404);
  });
});
