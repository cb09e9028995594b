import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutboxMail } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient } from '../api-client.ts';
import { ada, openTenancyFixture, type TenancyFixture } from '../testing/tenancy-fixture.ts';

let fixture: TenancyFixture;
let workspace: { id: string; slug: string };
const password = { input: `${ada.password}\n` };
type Row = Record<string, unknown>;

beforeAll(async () => {
  fixture = await openTenancyFixture();
  await fixture.json(['login', '--url', fixture.url, '--email', ada.email, '--profile', 'ada'], password);
  workspace = await fixture.json(['workspace', 'show']);
});
afterAll(() => fixture.close());

const json = <T = Row>(line: string, input?: string): Promise<T> =>
  fixture.json<T>(line.split(' '), input === undefined ? {} : { input });
const rows = (line: string): Promise<Row[]> => json<Row[]>(line);
const keyWorks = (key: unknown): Promise<boolean> =>
  createApiClient({ url: fixture.url, apiKey: String(key) })
    .get('/agents')
    .then(
      () => true,
      () => false,
    );

async function invitationOf(email: string): Promise<string> {
  const mails = await fixture.asAda((session) => session.inWorkspace().get<OutboxMail[]>('/dev/outbox'));
  const found = mails.filter((mail) => mail.to === email && mail.kind === 'invitation');
  const newest = found.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  return /(https?:\S+#[\w.~-]+)/.exec(newest?.text ?? '')?.[1] ?? '';
}

async function signUp(email: string, invitation: string): Promise<void> {
  const token = invitation.slice(invitation.indexOf('#') + 1);
  const response = await fetch(`${fixture.url}/api/v1/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name: 'Bob', password: ada.password, invitation: token }),
  });
  expect(response.status, await response.text()).toBe(200);
}

test('a secret is set from standard input or a file, again under the same name, and never shown', async () => {
  const made = await json('secret set DEPLOY_TOKEN --description shop', 'one two\nthree\n');
  expect(made).toMatchObject({ name: 'DEPLOY_TOKEN', version: 1, description: 'shop' });
  const file = join(fixture.dir, 'token');
  await writeFile(file, 'from a file');
  expect(await json(`secret set DEPLOY_TOKEN --file ${file}`)).toMatchObject({ secret: made['secret'], version: 2 });
  const listed = await rows('secret list');
  expect(listed).toMatchObject([{ name: 'DEPLOY_TOKEN', version: 2, description: 'shop' }]);
  expect(JSON.stringify(listed)).not.toContain('from a file');
  await expect(json('secret set EMPTY', '')).rejects.toThrow(/empty/);
  expect(await json('secret delete DEPLOY_TOKEN --yes')).toMatchObject({ name: 'DEPLOY_TOKEN' });
  expect(await rows('secret list')).toEqual([]);
});

test('a new workspace is entered with a key of its own, and each key sees its workspace alone', async () => {
  const made = await json<{ workspace: string; slug: string }>('workspace create lab --name Lab');
  expect((await json('workspace show')).id).toBe(workspace.id);
  expect((await json('workspace switch lab')).id).toBe(made.workspace);
  expect((await json('workspace show')).slug).toBe('lab');
  expect((await json('workspace show ' + workspace.slug)).id).toBe(workspace.id);
  const listed = await rows('workspace list');
  expect(listed.map(({ slug, key, current }) => ({ slug, key, current }))).toEqual([
    { slug: workspace.slug, key: true, current: false },
    { slug: 'lab', key: true, current: true },
  ]);
  expect(await json('workspace update lab --slug lab2 --description Experiments')).toMatchObject({ slug: 'lab2' });
  await json('team create Ours --workspace ' + workspace.slug);
  expect(await rows('team list')).toEqual([]);
  expect((await rows('team list --workspace ' + workspace.id)).map(({ name }) => name)).toEqual(['Ours']);
  expect((await json('workspace switch ' + workspace.slug)).id).toBe(workspace.id);
  const unknown = await fixture.run(['workspace', 'switch', 'nowhere'], password);
  expect(unknown).toMatchObject({ code: 3 });
});

test('a workspace without a key in the profile takes the password once, and logging out ends every key', async () => {
  await fixture.asAda((session) =>
    session.inWorkspace(workspace.id).post('/workspaces', { name: 'Side', slug: 'side' }),
  );
  expect((await rows('workspace list')).find(({ slug }) => slug === 'side')).toMatchObject({ key: false });
  const refused = await fixture.run(['team', 'list', '--workspace', 'side']);
  expect(refused.code).toBe(3);
  expect(refused.err).toContain('workspace switch side');
  await json('workspace switch side', `${ada.password}\n`);
  expect((await json('workspace show')).slug).toBe('side');
  await json('workspace switch ' + workspace.slug);
});

test('deleting asks first, restoring needs no workspace, purging needs the slug', async () => {
  expect((await fixture.run(['workspace', 'delete', 'side'])).code).toBe(2);
  expect((await fixture.run(['workspace', 'delete', 'side'], { typed: ['no'] })).code).toBe(130);
  expect((await json('workspace show side')).slug).toBe('side');
  const asked = await fixture.run(['workspace', 'delete', 'side'], { typed: ['yes'] });
  expect(asked.err).toContain('Really delete the workspace side');
  expect(asked.code).toBe(0);
  expect((await fixture.run(['workspace', 'show', 'side'])).code).toBe(4);
  const deleted = await json<Row[]>('workspace list --deleted', `${ada.password}\n`);
  expect(deleted.map(({ slug }) => slug)).toEqual(['side']);
  expect((await json('workspace restore side')).slug).toBe('side');
  expect((await json('workspace show side')).slug).toBe('side');
  expect((await fixture.run(['workspace', 'purge', 'side', '--yes', '--confirm', 'side'])).code).toBe(5);
  await json('workspace delete side --yes');
  expect((await fixture.run(['workspace', 'purge', 'side', '--yes'])).code).toBe(2);
  expect((await fixture.run(['workspace', 'purge', 'side', '--yes', '--confirm', 'other'])).code).toBe(2);
  expect(Number((await json('workspace purge side --yes --confirm side'))['rows'])).toBeGreaterThan(0);
  expect(await readFile(fixture.profilesFile, 'utf8')).not.toContain('"side"');
});

test('people are invited, enter, change roles and go', async () => {
  const [bob, carol] = ['bob@example.test', 'carol@example.test'];
  await json(`member invite ${bob} viewer`);
  await json(`member invite ${carol} viewer`);
  expect(new Set((await rows('member invitations')).map(({ email }) => email))).toEqual(new Set([bob, carol]));
  expect(await json(`member resend ${carol}`)).toMatchObject({ state: 'open' });
  expect((await fixture.run(['member', 'revoke', carol])).code).toBe(2);
  expect(await json(`member revoke ${carol} --yes`)).toMatchObject({ state: 'revoked' });
  const invitation = await invitationOf(bob);
  await signUp(bob, invitation);
  await fixture.json(['login', '--url', fixture.url, '--email', bob, '--profile', 'bob'], password);
  expect((await fixture.run(['workspace', 'switch', workspace.id, '--profile', 'bob'], password)).code).toBe(3);
  const accepted = await json('member accept --profile bob', `${invitation}\n`);
  expect(accepted).toMatchObject({ workspaceId: workspace.id, role: 'viewer' });
  await json('profile use ada');
  expect((await rows('member list')).map(({ email, role }) => [email, role])).toContainEqual([bob, 'viewer']);
  expect((await fixture.run(['member', 'role', ada.email, 'viewer'])).code).toBe(5);
  expect((await fixture.run(['member', 'accept'], { input: 'no-such-invitation-token\n' })).code).toBe(4);
  expect(await json(`member role ${bob} developer`)).toMatchObject({ role: 'developer' });
  await json('team create Red --description Ops');
  expect(await json('team update Red --description Operations')).toMatchObject({ description: 'Operations' });
  await json(`team add Red ${bob}`);
  expect(await json(`team role Red ${bob} admin`)).toMatchObject({ role: 'admin' });
  expect(new Set((await rows('team members Red')).map(({ role }) => role))).toEqual(new Set(['admin', 'owner']));
  expect((await fixture.run(['team', 'remove', 'Red', bob])).code).toBe(2);
  await json(`team remove Red ${bob} --yes`);
  expect((await rows('team members Red')).map(({ role }) => role)).toEqual(['owner']);
  await json('team delete Red --yes');
  expect((await fixture.run(['team', 'members', 'Red'])).code).toBe(3);
  await json(`workspace switch ${workspace.id} --profile bob`, `${ada.password}\n`);
  expect((await json('workspace show --profile bob')).id).toBe(workspace.id);
  const forbidden = await fixture.run(['member', 'invite', carol, 'viewer', '--profile', 'bob']);
  expect(forbidden.code).toBe(4);
  expect(forbidden.err).toMatch(/NOT_AUTHORIZED: .*\(request /);
  await json(`member remove ${bob} --yes`);
  expect((await fixture.run(['workspace', 'show', '--profile', 'bob'])).code).toBe(4);
  await json('logout --profile bob');
});

test('roles of the organization are made, used and deleted', async () => {
  const made = await fixture.json<Row>([
    'role',
    'create',
    'Watcher',
    'runs:read',
    'logs:read',
    '--description',
    'Looks',
  ]);
  expect(made).toMatchObject({ name: 'Watcher', permissions: ['runs:read', 'logs:read'], builtIn: false });
  expect((await rows('role list')).map(({ name }) => name)).toContain('Watcher');
  expect((await fixture.run(['role', 'list'])).out).toMatch(/NAME +BUILTIN +PERMISSIONS/);
  expect((await fixture.run(['role', 'delete', 'Watcher'])).code).toBe(2);
  await json('role delete Watcher --yes');
  expect((await rows('role list')).map(({ name }) => name)).not.toContain('Watcher');
  expect((await fixture.run(['role', 'create', 'Odd', 'no:such'])).code).toBe(2);
});

test('a key is printed alone and once; rotating the profile’s own one keeps the profile working', async () => {
  const made = await fixture.run([
    'key',
    'create',
    '--name',
    'ci',
    '--permission',
    'agents:read',
    '--per-minute',
    '50',
  ]);
  expect(made.out).toMatch(/^wh_live_\S+\n$/);
  expect(made.err).toMatch(/shown this once/);
  const key = made.out.trim();
  expect(await keyWorks(key)).toBe(true);
  const listed = await fixture.run(['key', 'list']);
  expect(listed.out).toContain('ci');
  expect(listed.out).not.toContain(key);
  const next = await json('key rotate ci --overlap 0');
  expect(await keyWorks(next['key'])).toBe(true);
  expect(await keyWorks(key)).toBe(false);
  expect((await fixture.run(['key', 'revoke', String(next['id'])])).code).toBe(2);
  await json(`key revoke ${String(next['id'])} --yes`);
  expect(await keyWorks(next['key'])).toBe(false);
  const file = JSON.parse(await readFile(fixture.profilesFile, 'utf8')) as {
    profiles: { ada: { workspaceId: string; keys: { keyId: string; workspace: { id: string } }[] } };
  };
  const own = file.profiles.ada.keys.find((entry) => entry.workspace.id === file.profiles.ada.workspaceId);
  expect(await json(`key rotate ${own?.keyId ?? ''} --overlap 0`)).toMatchObject({ keptInProfile: true });
  expect((await fixture.run(['workspace', 'show'])).code).toBe(0);
  expect((await fixture.run(['key', 'create', '--expires', 'soon'])).code).toBe(2);
});

test('a service account is made, changed, given a new key and ended', async () => {
  const made = await fixture.run(['service-account', 'create', 'robot', '--permission', 'agents:read']);
  expect(made.out).toMatch(/^wh_live_\S+\n$/);
  expect(made.err).toMatch(/robot.*shown this once/);
  expect(await json('service-account update robot --per-minute 7')).toMatchObject({ rateLimitPerMinute: 7 });
  const turned = await json('service-account rotate robot --overlap 0');
  expect([await keyWorks(made.out.trim()), await keyWorks(turned['key'])]).toEqual([false, true]);
  expect((await rows('service-account list')).map(({ name, state }) => [name, state])).toContainEqual([
    'robot',
    'live',
  ]);
  expect((await fixture.run(['service-account', 'delete', 'robot'])).code).toBe(2);
  await json('service-account delete robot --yes');
  expect(await keyWorks(turned['key'])).toBe(false);
});

test('a key in the environment is of its workspace: --workspace names that one or is refused', async () => {
  const { key } = await json('key create');
  const env = { WHEELHOUSE_URL: fixture.url, WHEELHOUSE_API_KEY: String(key) };
  expect((await fixture.run(['team', 'list', '--workspace', workspace.slug], { env })).code).toBe(0);
  expect((await fixture.run(['team', 'list', '--workspace', workspace.id], { env })).code).toBe(0);
  expect((await fixture.run(['team', 'list', '--workspace', 'lab2'], { env })).code).toBe(3);
  const made = await fixture.run(['workspace', 'create', 'third'], { env });
  expect(made.out).toMatch(/^wh_live_\S+\n$/);
  expect(await keyWorks(made.out.trim())).toBe(true);
});

test('logging out ends the keys of every workspace', async () => {
  const { profiles } = JSON.parse(await readFile(fixture.profilesFile, 'utf8')) as {
    profiles: { ada: { keys: { apiKey: string }[] } };
  };
  const kept = profiles.ada.keys.map(({ apiKey }) => apiKey);
  expect(kept).toHaveLength(2);
  expect(await Promise.all(kept.map(keyWorks))).toEqual([true, true]);
  await json('logout');
  expect(await Promise.all(kept.map(keyWorks))).toEqual([false, false]);
});
