import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { browserMissing, type Tab } from './browser.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`screens of a workspace${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.join('vic@acme.test', 'viewer');
    await stage.join('dev@acme.test', 'developer');
    await stage.ada.get('POST', '/agents', { name: 'idler', runtime: 'process', config: { argv: ['true'] } });
    await stage.ada.get('POST', '/agents', {
      name: 'builder',
      runtime: 'process',
      config: { argv: ['true'] },
      execution: { secrets: { TOKEN: 'DEPLOY_TOKEN' } },
    });
  });
  afterAll(() => stage.close());

  const pathOf = (screen: string): string => `/w/${stage.home}/${screen}`;
  const asAda = (screen: string, wish: Parameters<Stage['tabAs']>[2] = {}): Promise<Tab> =>
    stage.tabAs(adaEmail, pathOf(screen), wish);

  /** What a program with a key is answered: the code of a refusal, or that it was done. */
  async function answerTo(key: string, path: string, body?: object): Promise<string> {
    const response = await fetch(`${stage.origin}/api/v1${path}`, {
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (response.ok) return 'done';
    return ((await response.json()) as { error: { code: string } }).error.code;
  }

  /** The secret of the key that is shown, and puts it away. */
  async function takeShownKey(page: Page): Promise<string> {
    const shown = page.getByRole('dialog', { name: /^The key/ });
    await shown.waitFor();
    const [secret = '', curl = '', cli = ''] = await shown.locator('pre').allTextContents();
    expect(secret).toMatch(/^wh_live_/);
    expect(curl).toContain(`Bearer ${secret}`);
    expect(cli).toContain(`WHEELHOUSE_API_KEY=${secret}`);
    expect(await violationsOf(page)).toEqual([]);
    await shown.getByRole('button', { name: 'I have it' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    return secret;
  }

  async function chooseFromMenu(page: Page, row: string, item: string): Promise<void> {
    await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async function pick(page: Page, field: string, option: string): Promise<void> {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option }).click();
  }

  /** Says yes to what is asked in a dialog of this name. */
  async function confirm(page: Page, title: string, typed?: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: title });
    if (typed !== undefined) await dialog.getByLabel(/^Type/).fill(typed);
    await dialog.getByRole('button', { name: title, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  test('a key is created, works, is rotated and revoked, and is refused from then on', async () => {
    const { page, context, faults } = await asAda('keys');
    await page.getByText('You have no key here yet').waitFor();
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    await page.getByLabel('Name').fill('build server');
    await pick(page, 'What it may do', 'As the role viewer');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const first = await takeShownKey(page);
    expect(await answerTo(first, '/agents')).toBe('done');
    expect(await answerTo(first, '/secrets')).toBe('NOT_AUTHORIZED');
    await page.getByRole('row', { name: /build server/ }).waitFor();

    await chooseFromMenu(page, 'build server', 'Rotate');
    await pick(page, 'The old secret shall', 'End at once');
    await page.getByRole('button', { name: 'Rotate', exact: true }).click();
    const second = await takeShownKey(page);
    expect(await answerTo(first, '/agents')).toBe('UNAUTHENTICATED');
    expect(await answerTo(second, '/agents')).toBe('done');

    await chooseFromMenu(page, 'build server', 'Revoke');
    await confirm(page, 'Revoke build server');
    await page.getByText('build server is revoked').waitFor();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect(await answerTo(second, '/agents')).toBe('UNAUTHENTICATED');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a service account acts as itself, with the permissions that were chosen one by one', async () => {
    const { page, context, faults } = await asAda('keys?tab=accounts');
    await page.getByRole('button', { name: 'Create a service account' }).first().click();
    await page.getByLabel('Name').fill('nightly');
    await pick(page, 'What it may do', 'Chosen one by one');
    await page.getByRole('checkbox', { name: 'agents:create' }).check();
    await page.getByRole('checkbox', { name: 'runs:read' }).uncheck();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const key = await takeShownKey(page);
    expect(await answerTo(key, '/runs')).toBe('NOT_AUTHORIZED');
    const agent = { name: 'made-by-night', runtime: 'process', config: { argv: ['true'] } };
    expect(await answerTo(key, '/agents', agent)).toBe('done');
    await chooseFromMenu(page, 'nightly', 'Revoke');
    await confirm(page, 'Revoke nightly');
    await page.getByText('nightly is revoked').waitFor();
    expect(await answerTo(key, '/agents')).toBe('UNAUTHENTICATED');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a secret is set, given another value and deleted, and its value is nowhere to be seen', async () => {
    const { page, context, faults } = await asAda('secrets');
    await page.getByRole('button', { name: 'Set a secret' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Set a secret' });
    await dialog.getByLabel('Name').fill('DEPLOY_TOKEN');
    await dialog.getByRole('textbox', { name: 'Value' }).fill('s3cr3t-value');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Set', exact: true }).click();
    const row = page.getByRole('row', { name: /DEPLOY_TOKEN/ });
    await row.getByText('builder').waitFor();
    await row.getByText('no. 1').waitFor();
    await chooseFromMenu(page, 'DEPLOY_TOKEN', 'Change');
    await page.getByRole('textbox', { name: 'Value' }).fill('another-value');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await row.getByText('no. 2').waitFor();
    expect(await page.content()).not.toMatch(/s3cr3t-value|another-value/);
    await chooseFromMenu(page, 'DEPLOY_TOKEN', 'Delete');
    await page.getByText('builder uses it; their next runs will fail.').waitFor();
    await confirm(page, 'Delete DEPLOY_TOKEN');
    await page.getByText('There is no secret yet').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('the audit log tells what was done; a row has an address, and the browser checks the chain', async () => {
    const { page, context, faults } = await asAda('audit');
    await page.getByLabel('Action').fill('keys.*');
    await page.keyboard.press('Enter');
    await page.waitForURL(/action=keys/);
    for (const action of ['keys.create', 'keys.rotate', 'keys.revoke'])
      await page.getByRole('cell', { name: action }).waitFor();
    expect(await page.getByRole('cell', { name: 'secrets.create' }).count()).toBe(0);
    await page.getByLabel('Action').fill('secrets.*');
    await page.keyboard.press('Enter');
    for (const action of ['secrets.create', 'secrets.update', 'secrets.delete'])
      await page.getByRole('cell', { name: action }).waitFor();
    await page
      .getByRole('row', { name: /secrets\.create/ })
      .getByRole('link')
      .press('Enter');
    await page.waitForURL(/row=/);
    await page.reload();
    const drawer = page.getByRole('dialog', { name: 'secrets.create' });
    await drawer.getByText('DEPLOY_TOKEN').waitFor();
    expect(await drawer.textContent()).not.toContain('s3cr3t-value');
    expect(await violationsOf(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'All rows of this request' }).click();
    await page.waitForURL(/request=/);
    await expect.poll(() => page.getByRole('row').count(), { timeout: 20_000 }).toBe(2);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log is whole').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'JSON lines' }).click();
    expect((await download).suggestedFilename()).toBe('audit-workspace.jsonl');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('an instance is trusted, given a grant that is revoked, and suspended; a command shows its receipts', async () => {
    const { page, context, faults } = await asAda('federation');
    await page.getByText('Of no hub').waitFor();
    await page.getByRole('tab', { name: 'Instances' }).click();
    await page.getByRole('button', { name: 'Trust an instance' }).click();
    await page.getByLabel('Its id').fill('01a20ad0-24f4-7487-8817-3065d76be3b9');
    await page.getByLabel('Its fingerprint').fill('ab'.repeat(32));
    await page.getByLabel('Name').fill('north');
    await page.getByRole('button', { name: 'Trust it' }).click();
    await page.getByRole('cell', { name: 'north', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Grants' }).click();
    await page.getByRole('button', { name: 'Give a grant' }).click();
    await pick(page, 'To', 'north');
    await page.getByRole('checkbox', { name: 'Kill its own runs' }).uncheck();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give it' }).click();
    await page.getByRole('cell', { name: 'spawn, status' }).waitFor();
    await chooseFromMenu(page, 'the grant of north', 'Revoke');
    await confirm(page, 'Revoke the grant of north');
    await page.getByRole('cell', { name: /^revoked/ }).waitFor();
    await page.getByRole('tab', { name: 'Instances' }).click();
    await chooseFromMenu(page, 'north', 'Suspend');
    await confirm(page, 'Suspend north');
    await page.getByRole('cell', { name: 'not trusted' }).waitFor();
    await stage.ada.get('POST', '/runs', { agent: 'idler' });
    await page.getByRole('tab', { name: 'Commands' }).click();
    await page.getByRole('row').nth(1).getByRole('link').press('Enter');
    await page.waitForURL(/command=/);
    await page.reload();
    await page.getByRole('dialog', { name: 'agent.spawn' }).getByText('accepted', { exact: true }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('settings are changed; a kill of everything locks the workspace until the lock is lifted', async () => {
    const { page, context, faults } = await asAda('settings');
    await page.getByLabel('Name').fill('Workshop');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Workspace Workshop; choose another' }).waitFor();
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByLabel('Time in all, minutes').fill('90');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Runs that start from now on').waitFor();
    await page.getByLabel('Runs at a time').fill('12');
    await page.getByRole('button', { name: 'Save the ceilings' }).click();
    await page.getByText('The ceilings are changed').waitFor();
    expect(await stage.ada.get('GET', `/workspaces/${stage.home}`)).toMatchObject({
      name: 'Workshop',
      limits: { maxRunningAgents: 12 },
      settings: { defaultLimits: { wallMs: 5_400_000 } },
    });
    await page.getByRole('tab', { name: 'Stop and delete' }).click();
    await page.getByRole('button', { name: 'Kill all runs', exact: true }).click();
    await page.getByRole('dialog', { name: 'Kill all runs of Workshop' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await confirm(page, 'Kill all runs of Workshop');
    await page.getByText('No run can be started here').waitFor();
    expect((await stage.ada.call('POST', '/runs', { agent: 'idler' })).code).toBe('LOCKED');
    await page.getByRole('button', { name: 'Lift the lock' }).click();
    await page.getByText('No run can be started here').waitFor({ state: 'detached' });
    expect((await stage.ada.call('POST', '/runs', { agent: 'idler' })).status).toBe(202);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a workspace is deleted only by whoever types its slug', async () => {
    // A name of its own for each try: it stays taken until what is deleted is gone for good.
    const slug = `attic-${Date.now()}`;
    const made = { name: 'Attic', slug };
    const { workspace } = await stage.ada.get<{ workspace: { id: string } }>('POST', '/workspaces', made);
    const { id } = workspace;
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${id}/settings?tab=stop`);
    await page.getByRole('button', { name: 'Delete Attic' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Attic' });
    expect(await dialog.getByRole('button', { name: 'Delete Attic' }).isDisabled()).toBe(true);
    await confirm(page, 'Delete Attic', slug);
    await page.waitForURL((url) => url.pathname.startsWith(pathOf('').replace(/\/$/, '')));
    expect((await stage.ada.call('GET', `/workspaces/${id}`)).status).toBeGreaterThanOrEqual(400);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('somebody changes their name, ends another session, and begins a second factor', async () => {
    const { page, context, faults } = await stage.tabAs('dev@acme.test', pathOf('profile'));
    await page.getByLabel('Your name').fill('Devon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Signed in as Devon' }).waitFor();
    await page.getByText('this one', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^End the session of/ }).click();
    await page.getByText('That session is over').waitFor();
    await page.getByRole('button', { name: 'Add an app' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
    expect(await dialog.locator('pre').textContent()).toMatch(/^[A-Z2-7]{32}$/);
    await dialog.getByRole('img', { name: 'The secret as a picture' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await context.close();
  });

  /** What the server says to somebody who asks past the page, in their own session. */
  async function answersTo(page: Page, asked: readonly (readonly [string, string, object?])[]): Promise<string[]> {
    return page.evaluate(
      async ([id, calls]) => {
        const answers: string[] = [];
        for (const [method, path, body] of calls) {
          const json = body === undefined ? {} : { 'content-type': 'application/json' };
          const sent = body === undefined ? {} : { body: JSON.stringify(body) };
          const headers = { 'x-workspace-id': id, ...json };
          const response = await fetch(`/api/v1${path}`, { method, headers, ...sent });
          const { error } = (await response.json()) as { error?: { code: string } };
          answers.push(`${method} ${path} ${error?.code ?? 'done'}`);
        }
        return answers;
      },
      [stage.home, asked] as const,
    );
  }

  /** What a viewer may see. */
  const readable = [
    '',
    'runs',
    'agents',
    'approvals',
    'teams',
    'federation',
    'federation?tab=instances',
    'federation?tab=grants',
    'federation?tab=commands',
    'settings',
    'settings?tab=runs',
    'settings?tab=organization',
    'settings?tab=stop',
  ] as const;

  const refused = /^401 GET .*\/me|^40[34] /;

  test('a viewer is offered nothing that they may not do, and the server refuses it all the same', async () => {
    const { page, context, faults } = await stage.tabAs('vic@acme.test', pathOf('settings'), { expected: refused });
    await page.getByText('Slug').waitFor();
    for (const screen of ['Keys', 'Secrets', 'Audit'])
      expect(await page.getByRole('link', { name: screen, exact: true }).count(), screen).toBe(0);
    for (const screen of readable) {
      await page.goto(pathOf(screen));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const main = page.getByRole('main');
      const offered = await main.getByRole('button').allTextContents();
      expect(
        offered.filter((name) => !['CSV', 'Views', ''].includes(name)),
        screen,
      ).toEqual([]);
      expect(await main.getByRole('textbox').count(), screen).toBe(0);
      expect(await main.getByRole('button', { name: /^Actions for/ }).count(), screen).toBe(0);
      expect(await violationsOf(page), screen).toEqual([]);
    }
    for (const [screen, what] of [
      ['keys', 'keys'],
      ['secrets', 'secrets'],
      ['audit', 'rows'],
      ['outbox', 'mails'],
    ] as const) {
      await page.goto(pathOf(screen));
      await page.getByText(`You may not see the ${what} of this workspace`).waitFor();
      for (const name of ['Create a key', 'Set a secret', 'Verify', 'Export'])
        expect(await page.getByRole('button', { name }).count(), name).toBe(0);
      expect(await violationsOf(page), screen).toEqual([]);
    }
    const { home } = stage;
    const task = { steps: [{ do: 'approve', question: 'May I?' }] };
    const { runId } = await stage.ada.get<{ runId: string }>('POST', '/runs', { agent: 'embedded', task });
    for (const screen of [`runs/${runId}`, `runs/${runId}?tab=approvals`]) {
      await page.goto(pathOf(screen));
      await page.getByText('waiting', { exact: true }).first().waitFor();
      for (const name of ['Kill', 'Kill now', 'Retry', 'Send', 'Approve', 'Reject'])
        expect(await page.getByRole('button', { name, exact: true }).count(), `${screen}: ${name}`).toBe(0);
    }
    const asked = [
      ['POST', '/runs', { agent: 'embedded', task }],
      ['POST', `/runs/${runId}/kill`, {}],
      ['POST', '/agents', { name: 'mine', runtime: 'process', config: { argv: ['true'] } }],
      ['POST', '/keys', { name: 'mine' }],
      ['POST', '/service-accounts', { name: 'mine' }],
      ['POST', '/secrets', { name: 'MINE', value: 'x' }],
      ['GET', '/audit'],
      ['GET', '/audit/export'],
      ['POST', '/grants', { grantee: home, verbs: ['agent.spawn'] }],
      ['POST', `/peers/${home}/pin`, { fingerprint: 'ab'.repeat(32) }],
      ['PATCH', `/workspaces/${home}`, { name: 'Mine' }],
      ['PATCH', `/workspaces/${home}/settings`, { maxNetwork: 'full' }],
      ['PUT', `/workspaces/${home}/limits`, {}],
      ['POST', '/kill-all', {}],
      ['DELETE', '/lock'],
      ['DELETE', `/workspaces/${home}`],
      ['GET', '/dev/outbox'],
    ] as const;
    const answers = await answersTo(page, asked);
    expect(answers).toEqual(asked.map(([method, path]) => `${method} ${path} NOT_AUTHORIZED`));
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a developer has keys of their own, and neither service accounts nor the kill of everything', async () => {
    const { page, context, faults } = await stage.tabAs('dev@acme.test', pathOf('keys'));
    await page.getByRole('button', { name: 'Create a key' }).first().waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    await page.goto(pathOf('settings?tab=stop'));
    await page.getByText('Your role lets you stop or delete nothing here.').waitFor();
    expect(await page.getByRole('tab', { name: 'Stop and delete' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });
});
