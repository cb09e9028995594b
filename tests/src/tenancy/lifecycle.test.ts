import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  newestMail,
  openInstance,
  password,
  signUp,
  tokenIn,
  until,
  type Answer,
  type Instance,
  type Visitor,
} from './instance.ts';

/*
 * The whole life of an organization, over HTTP alone: three people, two workspaces, two teams, every role. The tests
 * follow each other; each goes on where the one before ended.
 */

let instance: Instance;
let ada: Visitor;
let bea: Visitor;
let cem: Visitor;
/** Ids of the people, of the organization, and of its two workspaces. */
const people = { ada: '', bea: '', cem: '' };
const emails = { ada: 'ada@acme.test', bea: 'bea@acme.test', cem: 'cem@acme.test' };
let organization: string;
let home: string;
let lab: string;
/** In the second workspace. */
const run = { ada: '', bea: '' };
const team = { core: '', guests: '' };

beforeAll(async () => {
  instance = await openInstance();
});
afterAll(() => instance.close());

interface Workspace {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
}

async function idOf(visitor: Visitor): Promise<string> {
  return (await visitor.get<{ id: string }>('GET', '/me')).id;
}

async function invited(by: Visitor, path: string, email: string, role: string): Promise<string> {
  await by.get('POST', `${path}/invitations`, { email, role });
  return tokenIn(await newestMail(ada, email, 'invitation'));
}

const accept = (visitor: Visitor, token: string): Promise<Answer> =>
  visitor.call('POST', '/workspaces/accept-invitation', { token });

test('the first administrator comes by the printed link, and has an organization with a workspace', async () => {
  ada = instance.visit();
  const token = tokenIn(instance.spoke.setupUrl ?? '');
  await ada.get('POST', '/auth/setup', { token, email: emails.ada, name: 'Ada', password, organization: 'Acme' });
  const [first] = await ada.get<Workspace[]>('GET', '/workspaces');
  home = first?.id ?? '';
  organization = first?.organizationId ?? '';
  people.ada = await idOf(ada);
  expect(await ada.get('GET', `/organizations/${organization}`)).toMatchObject({ name: 'Acme', role: 'owner' });
  const again = await instance.visit().call('POST', '/auth/setup', { token, email: 'x@x.test', name: 'X', password });
  expect(again.status).toBe(401);
});

test('others sign up, and see nothing of it', async () => {
  [bea, cem] = [await signUp(instance, ada, emails.bea), await signUp(instance, ada, emails.cem)];
  [people.bea, people.cem] = [await idOf(bea), await idOf(cem)];
  for (const path of [`/organizations/${organization}`, `/workspaces/${home}`, `/workspaces/${home}/members`]) {
    expect((await bea.call('GET', path)).status, path).toBe(404);
  }
});

test('a second workspace is made, named by its address, set up and branded', async () => {
  const wish = { name: 'Lab', slug: 'lab', organizationId: organization };
  lab = (await ada.get<{ workspace: Workspace }>('POST', '/workspaces', wish)).workspace.id;
  expect((await ada.call('POST', '/workspaces', wish)).code).toBe('CONFLICT');
  const { slug } = await ada.get<{ slug: string }>('GET', `/organizations/${organization}`);
  expect(await ada.get('GET', `/workspaces/by-slug/${slug}/lab`)).toMatchObject({ id: lab });
  const seen = await ada.call('GET', `/workspaces/${lab}`);
  const tag = { 'if-match': seen.headers.get('etag') ?? '' };
  expect((await ada.call('PATCH', `/workspaces/${lab}`, { description: 'where we try' }, tag)).status).toBe(200);
  expect((await ada.call('PATCH', `/workspaces/${lab}`, { description: 'stale' }, tag)).code).toBe('PRECONDITION');
  await ada.get('PATCH', `/workspaces/${lab}/settings`, { logRetentionDays: 90 });
  await ada.get('PUT', `/workspaces/${lab}/branding`, { name: 'The lab', color: '#336699' });
  await ada.get('PUT', `/workspaces/${lab}/limits`, { maxMembers: 10, maxTeams: 2 });
  await ada.get('POST', `/workspaces/${lab}/switch`);
  expect(await ada.get('GET', '/agents')).toHaveLength(1);
});

test('people are invited, by mail, and only they come in', async () => {
  const token = await invited(ada, `/workspaces/${lab}`, emails.bea, 'admin');
  expect((await accept(cem, token)).code).toBe('INVITATION_INVALID');
  expect((await accept(bea, token)).status).toBe(200);
  expect((await accept(bea, token)).code).toBe('INVITATION_INVALID');
  // An admin invites too, up to what they hold.
  expect((await bea.call('POST', `/workspaces/${lab}/invitations`, { email: emails.cem, role: 'owner' })).code).toBe(
    'MORE_THAN_HELD',
  );
  expect((await accept(cem, await invited(bea, `/workspaces/${lab}`, emails.cem, 'developer'))).status).toBe(200);
  expect(await ada.get('GET', `/workspaces/${lab}/members`)).toHaveLength(3);
  for (const visitor of [ada, bea, cem]) visitor.workspaceId = lab;
});

/** What is tried, and which permission it takes. */
const attempts = {
  'see runs': (who) => who.call('GET', '/runs'),
  'spawn a run': (who) => who.call('POST', '/runs', { agent: 'sleeper' }),
  'kill another’s run': (who) => who.call('POST', `/runs/${run.ada}/kill`, { now: false }),
  'make an agent': (who) =>
    who.call('POST', '/agents', { name: `a-${Math.random()}`, runtime: 'embedded', config: {} }),
  'see members': (who) => who.call('GET', `/workspaces/${lab}/members`),
  'invite a guest': (who) =>
    who.call('POST', `/workspaces/${lab}/invitations`, { email: 'g@acme.test', role: 'guest' }),
  'change a role': (who) => who.call('PUT', `/workspaces/${lab}/members/${people.cem}/role`, { role: 'viewer' }),
  'see settings': (who) => who.call('GET', `/workspaces/${lab}/settings`),
  'change settings': (who) => who.call('PATCH', `/workspaces/${lab}/settings`, {}),
  'make a team': (who) => who.call('POST', '/teams', { name: `t-${Math.random()}` }),
  'read the audit log': (who) => who.call('GET', '/audit'),
} as const satisfies Record<string, (who: Visitor) => Promise<Answer>>;
type Attempt = keyof typeof attempts;

const readers: readonly Attempt[] = ['see runs', 'see members', 'see settings'];
const everything = Object.keys(attempts) as Attempt[];
const allowed: Readonly<Record<string, readonly Attempt[]>> = {
  owner: everything,
  admin: everything,
  manager: [...readers, 'invite a guest', 'make a team', 'read the audit log'],
  developer: [...readers, 'spawn a run', 'make an agent'],
  operator: ['see runs', 'spawn a run', 'kill another’s run'],
  viewer: readers,
  // Those shared with them: none.
  guest: ['see runs'],
};

test('an agent runs for the rest of the story', async () => {
  await ada.get('POST', '/agents', { name: 'sleeper', runtime: 'process', config: { argv: ['sleep', '300'] } });
  await ada.get('PUT', `/workspaces/${lab}/limits`, {});
});

test.each(Object.keys(allowed))('a member does what the role of %s permits, and nothing else', async (role) => {
  const spawned = await ada.get<{ runId: string }>('POST', '/runs', { agent: 'sleeper' });
  run.ada = spawned.runId;
  await ada.get('PUT', `/workspaces/${lab}/members/${people.bea}/role`, { role });
  const outcome: Record<string, boolean> = {};
  for (const name of everything) {
    const answer = await attempts[name](bea);
    expect([200, 201, 202, 404], `${role}: ${name}: ${answer.text}`).toContain(answer.status);
    outcome[name] = answer.status < 300;
  }
  expect(outcome).toEqual(Object.fromEntries(everything.map((name) => [name, allowed[role]?.includes(name)])));
  expect((await bea.call('DELETE', `/workspaces/${home}`)).status).toBe(404);
  const open = await ada.get<{ id: string; state: string }[]>('GET', '/runs?limit=200');
  await ada.get('PUT', `/workspaces/${lab}/members/${people.cem}/role`, { role: 'developer' });
  for (const { id, state } of open) if (!ended.has(state)) await ada.call('POST', `/runs/${id}/kill`, { now: true });
});

const ended = new Set(['succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected']);

test('nobody changes their own role, the creator stays, and a custom role permits what it names', async () => {
  const role = (who: Visitor, of: string, name: string): Promise<Answer> =>
    who.call('PUT', `/workspaces/${lab}/members/${of}/role`, { role: name });
  await ada.get('PUT', `/workspaces/${lab}/members/${people.bea}/role`, { role: 'owner' });
  expect((await role(bea, people.ada, 'viewer')).code).toBe('LAST_OWNER');
  expect((await role(bea, people.bea, 'viewer')).code).toBe('OWN_ROLE');
  expect((await bea.call('DELETE', `/workspaces/${lab}/members/${people.ada}`)).code).toBe('LAST_OWNER');
  const watcher = { name: 'Watcher', permissions: ['workspace:read', 'runs:read', 'runs:kill'] };
  const { id } = await ada.get<{ id: string }>('POST', `/organizations/${organization}/roles`, watcher);
  expect(await ada.get('PUT', `/workspaces/${lab}/members/${people.bea}/role`, { role: 'Watcher' })).toMatchObject({
    role: id,
  });
  expect((await attempts['see runs'](bea)).status).toBe(200);
  expect((await attempts['see members'](bea)).status).toBe(404);
});

test('two teams share: what is shared with a team is seen by it, until it is not', async () => {
  await ada.get('PUT', `/workspaces/${lab}/members/${people.bea}/role`, { role: 'viewer' });
  await ada.get('PUT', `/workspaces/${lab}/members/${people.cem}/role`, { role: 'guest' });
  team.core = (await ada.get<{ id: string }>('POST', '/teams', { name: 'Core' })).id;
  team.guests = (await ada.get<{ id: string }>('POST', '/teams', { name: 'Guests' })).id;
  await ada.get('PUT', `/teams/${team.core}/members/${people.bea}`, { role: 'admin' });
  await ada.get('PUT', `/teams/${team.guests}/members/${people.cem}`, { role: 'member' });
  expect((await bea.call('PATCH', `/teams/${team.core}`, { description: 'led by bea' })).status).toBe(200);
  expect((await bea.call('PATCH', `/teams/${team.guests}`, { description: 'x' })).status).toBe(404);
  expect((await bea.call('PUT', `/teams/${team.core}/members/${people.cem}`, { role: 'admin' })).code).toBe(
    'MORE_THAN_HELD',
  );
  const [first] = await ada.get<{ id: string }[]>('GET', '/runs');
  const resourceId = first?.id ?? '';
  const share = { kind: 'run', resourceId, teamId: team.guests };
  const { id } = await ada.get<{ id: string }>('POST', '/shares', share);
  expect(await cem.get<{ id: string }[]>('GET', '/runs')).toMatchObject([{ id: resourceId }]);
  await ada.get('DELETE', `/shares/${id}`);
  expect(await cem.get('GET', '/runs')).toEqual([]);
});

/** Of the organization: who enters its workspaces, reads it, manages its people, names its roles. */
const organizationRoles = {
  owner: { enters: true, reads: true, people: true, roles: true },
  admin: { enters: true, reads: true, people: true, roles: true },
  billing: { enters: false, reads: true, people: false, roles: false },
  auditor: { enters: false, reads: true, people: false, roles: false },
  member: { enters: false, reads: true, people: false, roles: false },
} as const;

test('somebody joins the organization itself', async () => {
  cem.workspaceId = undefined;
  expect((await accept(cem, await invited(ada, `/organizations/${organization}`, emails.cem, 'member'))).status).toBe(
    200,
  );
  expect(await ada.get('GET', `/organizations/${organization}/members`)).toHaveLength(2);
});

test.each(Object.keys(organizationRoles) as (keyof typeof organizationRoles)[])(
  'as %s of the organization they do what that permits, and nothing else',
  async (role) => {
    const path = `/organizations/${organization}`;
    await ada.get('PUT', `${path}/members/${people.cem}/role`, { role });
    const can = async (method: string, to: string, body?: unknown): Promise<boolean> =>
      (await cem.call(method, to, body)).status < 300;
    expect({
      enters: await can('GET', `/workspaces/${home}`),
      reads: await can('GET', `${path}/members`),
      people: await can('POST', `${path}/invitations`, { email: `n-${role}@acme.test`, role: 'member' }),
      roles: await can('POST', `${path}/roles`, { name: `by ${role}`, permissions: [] }),
    }).toEqual(organizationRoles[role]);
    expect((await cem.call('PUT', `${path}/members/${people.cem}/role`, { role: 'owner' })).status).toBeGreaterThan(
      399,
    );
    expect((await cem.call('PUT', `${path}/members/${people.ada}/role`, { role: 'member' })).status).toBeGreaterThan(
      399,
    );
  },
);

test('people leave and are removed, and are out at once', async () => {
  bea.workspaceId = undefined;
  await bea.get('DELETE', `/workspaces/${lab}/members/${people.bea}`);
  expect((await bea.call('GET', `/workspaces/${lab}`)).status).toBe(404);
  await ada.get('DELETE', `/workspaces/${lab}/members/${people.cem}`);
  await ada.get('DELETE', `/organizations/${organization}/members/${people.cem}`);
  expect((await cem.call('GET', `/workspaces/${lab}`)).status).toBe(404);
  expect((await cem.call('GET', `/organizations/${organization}`)).status).toBe(404);
  expect((await ada.call('DELETE', `/organizations/${organization}/members/${people.ada}`)).code).toBe('LAST_OWNER');
});

test('the audit log tells it, in order, with who did what', async () => {
  const rows = await ada.get<{ action: string; actorId: string; verdict: string }[]>('GET', '/audit?limit=200');
  const actions = new Set(rows.map(({ action }) => action));
  for (const action of ['members.invite', 'members.accept', 'members.manage', 'members.remove', 'teams.create']) {
    expect(actions, action).toContain(action);
  }
  expect(rows.some(({ verdict, actorId }) => verdict === 'rejected' && actorId === people.bea)).toBe(true);
});

test('the workspace is deleted, restored, deleted again and purged; the rest stays', async () => {
  ada.workspaceId = undefined;
  expect((await cem.call('DELETE', `/workspaces/${lab}`)).status).toBe(404);
  await ada.get('DELETE', `/workspaces/${lab}`);
  expect((await ada.call('GET', `/workspaces/${lab}`)).status).toBe(404);
  expect(await ada.get('GET', '/workspaces?deleted=true')).toMatchObject([{ id: lab }]);
  await ada.get('POST', `/workspaces/${lab}/restore`);
  expect(await ada.get('GET', `/workspaces/${lab}`)).toMatchObject({ description: 'where we try' });
  await ada.get('DELETE', `/workspaces/${lab}`);
  await until('its runs have ended and it is purged', async () => {
    const answer = await ada.call('POST', `/workspaces/${lab}/purge`, { confirm: 'lab' });
    if (answer.status !== 200 && answer.code !== 'BUSY') throw new Error(answer.text);
    return answer.status === 200;
  });
  expect((await ada.call('POST', `/workspaces/${lab}/restore`)).status).toBe(404);
  expect(await ada.get<Workspace[]>('GET', '/workspaces')).toMatchObject([{ id: home }]);
  await ada.get('POST', '/auth/sign-out-everywhere');
  expect((await ada.call('GET', '/me')).status).toBe(401);
});
