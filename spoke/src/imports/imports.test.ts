import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { permissionsOfRole, spokeApi } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { createSignInLink } from '../people/setup.ts';
import { codeSentTo, openBrowser, signUp, type Browser } from '../testing/browser.ts';
import { openFixture, type Answer, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';
import { runImport } from './run-import.ts';
import { bookImport } from './service.ts';

let fixture: Fixture;
let admin: Browser;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  admin = await signInAsAdmin();
});
afterAll(() => fixture.close());

async function signInAsAdmin(): Promise<Browser> {
  const wish = { userId: fixture.own.ownerId, publicUrl: '', now: Date.now() };
  const link = await createSignInLink(fixture.spoke.db, wish);
  const browser = openBrowser(() => fixture.spoke.url);
  await browser('POST', '/api/v1/auth/link', { token: link.split('#')[1] });
  await browser('POST', `/api/v1/workspaces/${fixture.own.workspaceId}/switch`);
  return browser;
}

const header = { kind: 'wheelhouse-export', version: 1, source: 'a test' };

/** An export whose names have a mark, so that several do not meet. */
function exportOf(mark: string): object[] {
  return [
    { kind: 'user', id: 'u1', email: `ann.${mark}@old.test`, name: 'Ann', role: 'developer' },
    { kind: 'user', id: 'u2', email: `ben.${mark}@old.test`, name: 'Ben', role: 'viewer' },
    { kind: 'team', id: 't1', name: `Team ${mark}` },
    { kind: 'team_member', team: 't1', user: 'u2', role: 'owner' },
    { kind: 'agent', id: 'a1', name: `agent-${mark}`, runtime: 'process', config: { argv: ['true'] }, createdBy: 'u1' },
    { kind: 'run', id: 'r1', agent: 'a1', state: 'failed', exitCode: 3, createdBy: 'u1', createdAt: 1_700_000_000_000 },
  ];
}

const start = (rows: readonly object[], more: object = {}, as = admin): Promise<Answer> =>
  as('POST', '/api/v1/imports', { header, rows, ...more });

async function ended(id: string): Promise<spokeApi.ImportView> {
  let view = (await admin('GET', `/api/v1/imports/${id}`)).data as unknown as spokeApi.ImportView;
  await until('the import ends', async () => {
    view = (await admin('GET', `/api/v1/imports/${id}`)).data as unknown as spokeApi.ImportView;
    return view.state !== 'running';
  });
  return view;
}

async function imported(rows: readonly object[]): Promise<spokeApi.ImportView> {
  const answer = await start(rows);
  expect(answer.status, answer.text).toBe(202);
  return ended((answer.data['import'] as { id: string }).id);
}

/** How much there is of everything that an import could make. */
async function census(): Promise<Record<string, number>> {
  const { workspaceId } = fixture.own;
  const inside = await fixture.spoke.db.withSystemTenant(workspaceId, async (tx) => ({
    members: await tx.workspaceMember.count(),
    principals: await tx.workspacePrincipal.count(),
    teams: await tx.team.count(),
    teamMembers: await tx.teamMember.count(),
    agents: await tx.agent.count(),
    runs: await tx.run.count(),
  }));
  const accounts = await fixture.spoke.db.withInstance('sign-in', (tx) => tx.userDirectory.count());
  return { ...inside, accounts };
}

test('a dry run tells what would be made, and makes nothing', async () => {
  const before = await census();
  const answer = await start(exportOf('dry'), { dryRun: true });
  expect(answer).toMatchObject({ status: 200, data: { import: null, report: { ok: true, problems: [], matches: 0 } } });
  expect(answer.data['report']).toMatchObject({ creates: { user: 2, team: 1, team_member: 1, agent: 1, run: 1 } });
  const broken = await start([...exportOf('dry'), { kind: 'team_member', team: 't9', user: 'u1' }], { dryRun: true });
  expect(broken.data['report']).toMatchObject({ ok: false, problems: [{ line: 8, code: 'ORPHAN', field: 'team' }] });
  expect(await census()).toEqual(before);
  expect((await admin('GET', '/api/v1/imports')).data).toEqual([]);
});

test('an export with a problem is refused whole, with the report', async () => {
  const before = await census();
  const answer = await start([...exportOf('bad'), { kind: 'task', id: '1' }]);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('UNKNOWN_KIND');
  expect(await census()).toEqual(before);
  const view = await imported(await skipping(exportOf('skip')));
  expect(view.state).toBe('done');
});

/** The same rows: only that `POST` takes the unknown kind is looked at here. */
async function skipping(rows: object[]): Promise<object[]> {
  const answer = await start([...rows, { kind: 'task', id: '1' }], { dryRun: true, skipUnknown: true });
  expect(answer.data['report']).toMatchObject({ ok: true, skipped: 1 });
  return rows;
}

test('people, teams, agents and runs come in with their roles and makers; people get in by their address', async () => {
  const view = await imported(exportOf('real'));
  expect(view).toMatchObject({ state: 'done', error: null, total: 6, progress: 6 });
  const list = async (path: string): Promise<Record<string, unknown>[]> =>
    (await admin('GET', `/api/v1${path}`)).data as unknown as Record<string, unknown>[];
  const members = await list(`/workspaces/${fixture.own.workspaceId}/members?limit=100`);
  const ann = members.find(({ email }) => email === 'ann.real@old.test');
  expect(ann).toMatchObject({ role: 'developer', name: 'Ann' });
  const team = (await list('/teams?limit=100')).find(({ name }) => name === 'Team real');
  const inTeam = await list(`/teams/${String(team?.['id'])}/members`);
  expect(inTeam).toMatchObject([{ name: 'Ben', role: 'owner' }]);
  const run = (await list('/runs?limit=100')).find(({ agent }) => agent === 'agent-real');
  expect(run).toMatchObject({ state: 'failed', exitCode: 3, createdAt: 1_700_000_000_000 });

  const browser = openBrowser(() => fixture.spoke.url);
  const sent = await browser('POST', '/api/v1/auth/email-code', { email: 'ann.real@old.test' });
  const code = await codeSentTo(fixture, 'ann.real@old.test');
  const signedIn = await browser('POST', '/api/v1/auth/email-code/verify', { id: sent.data['id'], code });
  expect(signedIn.status).toBe(200);
  expect((await browser('GET', '/api/v1/me')).data).toMatchObject({ currentWorkspaceId: fixture.own.workspaceId });
  expect((await browser('GET', '/api/v1/agents')).status).toBe(200);
});

test('somebody who has an account here becomes a member, and is not made again', async () => {
  const { user } = await signUp(fixture, 'ann.known@old.test');
  const view = await imported(exportOf('known'));
  expect(view).toMatchObject({ state: 'done', creates: { user: 1 } });
  const where = { workspaceId: fixture.own.workspaceId, userId: user.id };
  const member = await fixture.spoke.db.withSystemTenant(fixture.own.workspaceId, (tx) =>
    tx.workspaceMember.findFirst({ where }),
  );
  expect(member?.role).toBe('developer');
});

test('an undo removes exactly what the import made', async () => {
  const before = await census();
  const view = await imported(exportOf('undo'));
  expect(await census()).not.toEqual(before);
  const undone = await admin('POST', `/api/v1/imports/${view.id}/undo`);
  expect(undone).toMatchObject({ status: 200, data: { state: 'undone' } });
  expect(await census()).toEqual(before);
  expect((await admin('POST', `/api/v1/imports/${view.id}/undo`)).status).toBe(409);
  expect((await imported(exportOf('undo'))).state).toBe('done');
});

test('an undo of what is in use by now removes nothing, and says what is', async () => {
  const view = await imported(exportOf('used'));
  const spawned = await admin('POST', '/api/v1/runs', { agent: 'agent-used' });
  const before = await census();
  const refused = await admin('POST', `/api/v1/imports/${view.id}/undo`);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain(String(spawned.data['runId']));
  expect(await census()).toEqual(before);
});

test('only who runs the instance imports, into a workspace that they may change', async () => {
  const { browser } = await signUp(fixture, 'owner.elsewhere@example.test');
  expect((await start(exportOf('theirs'), {}, browser)).status).toBe(404);
  expect((await start(exportOf('theirs'), { dryRun: true }, browser)).status).toBe(404);
  expect((await browser('GET', '/api/v1/imports')).data).toEqual([]);
});

test('what a process left half done is taken back by the next one', async () => {
  const before = await census();
  const { db } = fixture.spoke;
  const { workspaceId } = fixture.own;
  const view = await imported(exportOf('crash'));
  // As after a SIGKILL between the accounts and the rest: the rest rolled back, its place is held no longer.
  await admin('POST', `/api/v1/imports/${view.id}/undo`);
  const made = (await imported(exportOf('crash'))).id;
  await db.withSystemTenant(workspaceId, async (tx) => {
    const ids = async (kind: string): Promise<string[]> =>
      (await tx.importRow.findMany({ where: { importId: made, kind } })).map(({ rowId }) => rowId);
    const within = { id: { in: [...(await ids('run')), ...(await ids('agent')), ...(await ids('team'))] } };
    await tx.run.deleteMany({ where: within });
    await tx.agent.deleteMany({ where: within });
    await tx.team.deleteMany({ where: within });
    await tx.workspaceMember.deleteMany({ where: { userId: { in: await ids('member') } } });
    await tx.workspacePrincipal.deleteMany({ where: { principalId: { in: await ids('member') } } });
    await tx.importRow.deleteMany({ where: { importId: made, kind: { not: 'user' } } });
    await tx.import.update({ where: { workspaceId_id: { workspaceId, id: made } }, data: { state: 'running' } });
    await tx.outbox.create({ data: { workspaceId, kind: 'import', refId: made, availableAt: new Date(1) } });
    // One that cannot be taken back is in nobody's way.
    const [nowhere, unknown] = [randomUUID(), randomUUID()];
    await tx.outbox.create({
      data: { workspaceId: nowhere, kind: 'import', refId: unknown, availableAt: new Date(0) },
    });
  });
  expect((await census())['accounts']).toBe((before['accounts'] ?? 0) + 2);
  await fixture.restart();
  admin = await signInAsAdmin();
  await until('it is taken back', async () => (await census())['accounts'] === before['accounts']);
  expect(await ended(made)).toMatchObject({ state: 'failed' });
  expect(await census()).toEqual(before);
});

test('the example of the docs is taken as it stands there', async () => {
  const page = await readFile(new URL('../../../docs/import-format.md', import.meta.url), 'utf8');
  const example = /```jsonl\n(?<lines>.*?)```/s.exec(page)?.groups?.['lines'] ?? '';
  const [first, ...rows] = example
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const answer = await admin('POST', '/api/v1/imports', { header: first, rows, dryRun: true });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.data['report']).toMatchObject({ ok: true, problems: [], skipped: 0 });
  expect(answer.data['report']).toMatchObject({
    creates: Object.fromEntries(
      spokeApi.importedKinds.map((kind) => [kind, rows.filter((row) => 'kind' in row && row.kind === kind).length]),
    ),
  });
  expect(rows).toHaveLength(7);
  for (const kind of spokeApi.importedKinds) expect(page).toContain(`| \`${kind}\` |`);
});

test('an import that fails in the middle leaves nothing, and says why', async () => {
  const before = await census();
  const { db, identity } = fixture.spoke;
  const { workspaceId, ownerId: principalId } = fixture.own;
  const deps = { db, self: identity.instanceId, logger: { warn: () => undefined }, now: Date.now };
  const permissions = permissionsOfRole('owner');
  const caller = (): WorkspaceCaller => ({
    kind: 'user',
    principalId,
    workspaceId,
    permissions,
    requestId: randomUUID(),
  });
  const wish = spokeApi.StartImport.parse({ header, rows: exportOf('race') });
  // Both were checked before either was stored.
  const [one, other] = [await bookImport(deps, caller(), wish), await bookImport(deps, caller(), wish)];
  for (const { work } of [one, other]) if (work !== null) await runImport(deps, work);
  expect((await ended(one.started.import?.id ?? '')).state).toBe('done');
  const failed = await ended(other.started.import?.id ?? '');
  expect(failed).toMatchObject({ state: 'failed' });
  expect(failed.error).toContain('CONFLICT');
  expect(await census()).toMatchObject({ accounts: (before['accounts'] ?? 0) + 2, runs: (before['runs'] ?? 0) + 1 });
});

test('ten thousand runs come in, and those who watch see how far it is', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    kind: 'run',
    id: `r${index}`,
    agent: 'a1',
    state: 'succeeded',
    createdAt: 1_700_000_000_000 + index,
  }));
  const [people, rest] = [exportOf('many').slice(0, 5), many];
  const answer = await start([...people, ...rest]);
  const id = (answer.data['import'] as { id: string }).id;
  const seen = new Set<number>();
  await until('the import ends', async () => {
    const view = (await admin('GET', `/api/v1/imports/${id}`)).data as unknown as spokeApi.ImportView;
    seen.add(view.progress);
    return view.state !== 'running';
  });
  expect(await ended(id)).toMatchObject({ state: 'done', progress: 10_005, total: 10_005 });
  expect(Math.max(...seen)).toBe(10_005);
}, 60_000);

test('beginning, end and undo are one audit row each', async () => {
  const view = await imported(exportOf('audit'));
  await admin('POST', `/api/v1/imports/${view.id}/undo`);
  const rows = await fixture.spoke.db.withSystemTenant(fixture.own.workspaceId, (tx) =>
    tx.auditLog.findMany({ where: { resourceId: view.id }, orderBy: { id: 'asc' } }),
  );
  expect(rows.map(({ action }) => action)).toEqual(['imports.start', 'imports.done', 'imports.undo']);
});
