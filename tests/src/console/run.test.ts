import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, password, tokenIn, until, type Instance, type Visitor } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, consoleDir, openBrowser, openTab, type Tab } from './browser.ts';

const missing = browserMissing();
const email = 'ada@acme.test';

describe.skipIf(missing !== undefined)(`a run${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let instance: Instance;
  let ada: Visitor;
  let home: string;
  beforeAll(async () => {
    browser = await openBrowser();
    instance = await openInstance({ consoleDir });
    ada = instance.visit();
    const token = tokenIn(instance.spoke.setupUrl ?? '');
    await ada.get('POST', '/auth/setup', { token, email, name: 'Ada', password, organization: 'Acme' });
    const [workspace] = await ada.get<{ id: string }[]>('GET', '/workspaces');
    home = workspace?.id ?? '';
    const script = 'i=0; while [ $i -lt "$1" ]; do echo "line $i"; i=$((i+1)); sleep "$2"; done';
    await ada.get('POST', '/agents', {
      name: 'counting',
      runtime: 'process',
      config: { argv: ['/bin/sh', '-c', script, 'counting'], allowArgs: true },
    });
  });
  afterAll(async () => {
    await browser.close();
    await instance.close();
  });

  async function signedIn(path: string, wish: Partial<Parameters<typeof openTab>[1]> = {}): Promise<Tab> {
    const tab = await openTab(browser, { origin: instance.spoke.url, expected: /^401 GET .*\/me/, ...wish });
    const { page } = tab;
    await page.goto(path);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password *').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Screens' }).first().waitFor();
    return tab;
  }

  async function spawn(body: object): Promise<string> {
    return (await ada.get<{ runId: string }>('POST', '/runs', body)).runId;
  }

  /** The greatest line number in sight. */
  async function newest(at: Page): Promise<number> {
    const text = await at.getByRole('log').innerText();
    return Math.max(-1, ...[...text.matchAll(/line (\d+)/g)].map(([, number]) => Number(number)));
  }

  test('shows what it says as it says it, from the first line on, and ends by a kill with nobody left', async () => {
    const run = await spawn({ agent: 'counting', args: ['100000', '0.05'] });
    await until('it runs', async () => (await ada.get<{ state: string }>('GET', `/runs/${run}`)).state === 'running');
    const { page, context, faults } = await signedIn(`/w/${home}/runs/${run}`);
    await until('it is followed', async () => (await newest(page)) > 60);
    // Going up is a wish to stay there, until one asks for the end again.
    await page.getByRole('log').focus();
    await page.keyboard.press('Home');
    await page.getByText('line 0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'To the end' }).click();
    await until('it is followed again', async () => (await newest(page)) > 80);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Kill' }).click();
    await page.getByRole('menuitem', { name: 'Now' }).click();
    await page.getByRole('button', { name: 'Kill now' }).click();
    await page.getByText('killed', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('zero survivors').waitFor();
    expect(page.url()).toContain('tab=details');
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('is spawned from the page, asks, is answered and succeeds', async () => {
    const { page, context, faults } = await signedIn(`/w/${home}`);
    await page.getByRole('button', { name: 'Spawn', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Spawn an agent' });
    await dialog.getByText('Steps', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Spawn' }).click();
    await dialog.getByText('choose an agent').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('combobox', { name: 'Agent' }).click();
    await page.getByRole('option', { name: 'embedded' }).click();
    await dialog.getByLabel('Steps, one a line').fill('run: echo from the page\napprove: Ship it?');
    await dialog.getByRole('button', { name: 'Spawn' }).click();
    await page.getByText('from the page', { exact: true }).waitFor();
    await page.getByText('waiting', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByText('Ship it?').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nothing waits for you').waitFor();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('table', { name: 'runs' }).getByText('succeeded').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test.each([360, 1440])('fits a window of %i px, and every screen of it', async (width) => {
    const { page, context, faults } = await signedIn(`/w/${home}`, { width });
    for (const path of ['', '/runs', '/agents', '/approvals']) {
      await page.goto(`/w/${home}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(over, path).toBe(0);
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  test('eight tabs of one run over plain HTTP are all live', async () => {
    const run = await spawn({ agent: 'counting', args: ['100000', '0.05'] });
    await until('it runs', async () => (await ada.get<{ state: string }>('GET', `/runs/${run}`)).state === 'running');
    const { page, context, faults } = await signedIn(`/w/${home}/runs/${run}`);
    const pages = [page, ...(await Promise.all(Array.from({ length: 7 }, () => context.newPage())))];
    await Promise.all(pages.slice(1).map((other) => other.goto(`/w/${home}/runs/${run}`)));
    const before = await newest(page);
    for (const each of pages) await until('it goes on', async () => (await newest(each)) > before + 40);
    await ada.get('POST', `/runs/${run}/kill`, { now: true });
    for (const each of pages) await each.getByText('killed', { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 90_000);
});
