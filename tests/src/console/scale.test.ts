import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { newId, type WorkspaceId } from '@wheelhouse/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, password, tokenIn, until, type Instance, type Visitor } from '../tenancy/instance.ts';
import { browserMissing, consoleDir, openBrowser, openTab, type Tab } from './browser.ts';

const missing = browserMissing();
const email = 'ada@acme.test';
/** Elements of a page, whatever it shows. */
const nodesAtMost = 600;

describe.skipIf(missing !== undefined)(`much to show${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let instance: Instance;
  let ada: Visitor;
  let home: WorkspaceId;
  beforeAll(async () => {
    browser = await openBrowser();
    instance = await openInstance({ consoleDir });
    ada = instance.visit();
    const token = tokenIn(instance.spoke.setupUrl ?? '');
    await ada.get('POST', '/auth/setup', { token, email, name: 'Ada', password, organization: 'Acme' });
    const [workspace] = await ada.get<{ id: WorkspaceId }[]>('GET', '/workspaces');
    home = workspace?.id ?? ('' as WorkspaceId);
  });
  afterAll(async () => {
    await browser.close();
    await instance.close();
  });

  async function signedIn(path: string): Promise<Tab> {
    const tab = await openTab(browser, { origin: instance.spoke.url, expected: /^401 GET .*\/me/ });
    await tab.page.goto(path);
    await tab.page.getByLabel('E-mail').fill(email);
    await tab.page.getByLabel('Password *').fill(password);
    await tab.page.keyboard.press('Enter');
    return tab;
  }

  const nodes = (page: Page): Promise<number> => page.evaluate<number>(`document.body.querySelectorAll('*').length`);

  async function addRuns(count: number): Promise<void> {
    const { instanceId, db } = instance.spoke;
    const ids = Array.from({ length: count }, (_, index) => newId(Date.now() - index));
    await db.withSystemTenant(home, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO runs (workspace_id, id, instance_id, issuer, agent_name, spec, state, created_at)
        SELECT ${home}::uuid, id::uuid, ${instanceId}::uuid, ${instanceId}::uuid, 'echo', '{"verb":"agent.spawn","agent":"echo"}', 'succeeded',
          now() - n * interval '1 second' FROM unnest(${ids}::text[]) WITH ORDINALITY AS given(id, n)`;
    });
  }

  async function addLog(lines: number): Promise<string> {
    const { instanceId, db } = instance.spoke;
    const run = newId(Date.now());
    await db.withSystemTenant(home, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO runs (workspace_id, id, instance_id, issuer, agent_name, spec, state, last_seq)
        VALUES (${home}::uuid, ${run}::uuid, ${instanceId}::uuid, ${instanceId}::uuid, 'echo', '{"verb":"agent.spawn","agent":"echo"}', 'succeeded', ${lines})`;
      await tx.$executeRaw`
        INSERT INTO run_events (workspace_id, run_id, seq, at, type, data)
        SELECT ${home}::uuid, ${run}::uuid, n, now(), 'log', jsonb_build_object('stream', 'stdout', 'text', 'line ' || n)
        FROM generate_series(1, ${lines}) AS n`;
    });
    return run;
  }

  test('10,000 runs are scrolled through with few elements in the page', async () => {
    await addRuns(10_000);
    const { page, context, faults } = await signedIn(`/w/${home}/runs`);
    await page.getByText('scroll for more').waitFor();
    expect(await nodes(page)).toBeLessThan(nodesAtMost);
    for (let times = 0; times < 8; times += 1) {
      await page.mouse.wheel(0, 100_000);
      await page.waitForTimeout(100);
    }
    await until('more came', async () => Number(await page.getByRole('table').getAttribute('aria-rowcount')) > 200);
    expect(await nodes(page)).toBeLessThan(nodesAtMost);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('50,000 lines are shown from the first to the last with few elements, and a link to one of them leads there', async () => {
    const run = await addLog(50_000);
    const { page, context, faults } = await signedIn(`/w/${home}/runs/${run}`);
    await page.getByText('line 50000', { exact: true }).waitFor({ timeout: 120_000 });
    expect(await nodes(page)).toBeLessThan(nodesAtMost);
    await page.goto(`/w/${home}/runs/${run}#L25000`);
    await page.reload();
    await page.getByText('line 25000', { exact: true }).waitFor({ timeout: 120_000 });
    expect(await nodes(page)).toBeLessThan(nodesAtMost);
    await page.getByLabel('Find in the output').fill('line 4999');
    await page.getByText('11 lines').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 300_000);
});

/** Bytes of the scripts that a page needs before anything can be done, and of the largest screen on top of that. */
const entryAtMost = 200 * 1024;
const pageAtMost = 230 * 1024;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

describe.skipIf(missing !== undefined)('the size of the console', () => {
  test('an entry has at most 200 KiB of scripts, and no screen more than 230 with it, compressed', async () => {
    const manifest = JSON.parse(await readFile(join(consoleDir, '.vite', 'manifest.json'), 'utf8')) as Record<
      string,
      Chunk
    >;
    const sizes = new Map<string, number>();
    for (const name of await readdir(join(consoleDir, 'assets')))
      sizes.set(`assets/${name}`, gzipSync(await readFile(join(consoleDir, 'assets', name)), { level: 9 }).length);
    const closure = (names: readonly string[], into = new Set<string>()): Set<string> => {
      for (const name of names) {
        if (into.has(name)) continue;
        into.add(name);
        closure(manifest[name]?.imports ?? [], into);
      }
      return into;
    };
    const sizeOf = (names: Set<string>): number =>
      [...new Set([...names].map((name) => manifest[name]?.file ?? ''))].reduce(
        (sum, file) => sum + (sizes.get(file) ?? 0),
        0,
      );
    for (const [name, chunk] of Object.entries(manifest).filter(([, { isEntry }]) => isEntry === true)) {
      const entry = closure([name]);
      expect(sizeOf(entry), name).toBeLessThanOrEqual(entryAtMost);
      const parts = chunk.dynamicImports ?? [];
      // What stands around every screen is read apart from the entry, and together with it.
      const around = parts.filter((part) => /(-frame|notices)\.tsx$/.test(part));
      expect(around.length, `what stands around the screens of ${name}`).toBeGreaterThan(0);
      for (const screen of parts) {
        const page = closure([screen, ...around], new Set(entry));
        expect(sizeOf(page), `${name} with ${screen}`).toBeLessThanOrEqual(pageAtMost);
      }
    }
  });
});
