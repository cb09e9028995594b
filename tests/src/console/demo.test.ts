import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password } from '../tenancy/instance.ts';
import { browserMissing, openBrowser, openTab } from './browser.ts';

const missing = browserMissing();
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** From nothing to something that moves, on an idle machine; twice that here, and more where others use it too. */
const limitSeconds = 2 * 60 * Math.max(1, (loadavg()[0] ?? 1) / availableParallelism());

/** What stands before each address that the demo prints. */
const places = { north: 'an agent at work on north', south: 'the same, seen from south', hub: 'the hub’s console' };

type Links = Readonly<Record<keyof typeof places, string>>;

/** The addresses, once all of them were printed. */
async function linksOf(demo: ChildProcess): Promise<Links> {
  if (demo.stderr === null) throw new Error('the demo says nothing');
  const found = new Map<string, string>();
  for await (const line of createInterface({ input: demo.stderr })) {
    for (const [place, words] of Object.entries(places)) {
      const link = line.includes(words) ? /https?:\/\/\S+/.exec(line)?.[0] : undefined;
      if (link !== undefined) found.set(place, link);
    }
    if (found.size === Object.keys(places).length) return Object.fromEntries(found) as Links;
  }
  throw new Error('the demo ended without its links');
}

describe.skipIf(missing !== undefined)(`the demo’s links${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let dataDir: string;
  let demo: ChildProcess;
  let links: Links;
  let startedAt: number;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'wheelhouse-demo-'));
    // As root PostgreSQL runs as another user, who has to pass.
    await chmod(dataDir, 0o755);
    browser = await openBrowser();
    startedAt = performance.now();
    demo = spawn(process.execPath, ['scripts/bootstrap.mjs', 'demo'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], WH_DATA_DIR: dataDir },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    links = await linksOf(demo);
    // What it says from here on is for nobody, and may not fill the pipe.
    demo.stderr?.resume();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    demo.kill('SIGTERM');
    if (demo.exitCode === null) await once(demo, 'exit');
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each(['north', 'south'] as const)('land signed in on a run that says more as one looks (%s)', async (place) => {
    const link = new URL(links[place]);
    const { page, context, faults } = await openTab(browser, { origin: link.origin });
    await page.goto(link.href);
    const said = page.getByRole('log').getByText(/^round \d+ of \d+/);
    await said.first().waitFor();
    const tookSeconds = (performance.now() - startedAt) / 1000;
    if (place === 'north') expect(tookSeconds).toBeLessThan(limitSeconds);
    expect(await page.getByRole('heading', { name: 'Sign in' }).count()).toBe(0);
    // The token that signed in is not left in the address, to be copied along with it.
    expect(new URL(page.url()).search).not.toContain('token');
    const last = Number(/^round (\d+)/.exec((await said.last().textContent()) ?? '')?.[1]);
    await page
      .getByRole('log')
      .getByText(new RegExp(`^round ${last + 2} of`))
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('lead to the hub’s first account, and then to a fleet of two live instances', async () => {
    const link = new URL(links.hub);
    const { page, context, faults } = await openTab(browser, {
      origin: link.origin,
      expected: /^401 GET .*\/me/,
    });
    await page.goto(link.href);
    await page.getByLabel('Name').fill('Olga');
    await page.getByLabel('E-mail').fill('olga@hub.test');
    await page.getByLabel('Password').first().fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
    for (const name of ['north', 'south'])
      await page.getByRole('row').filter({ hasText: name }).getByText('live', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});
