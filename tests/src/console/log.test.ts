import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing } from './browser.ts';
import { linesInSight } from './log-reading.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`a log${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const script = 'i=0; while [ $i -lt 200 ]; do echo "line $i"; i=$((i+1)); done; sleep 4; exit 1';
    const config = { argv: ['/bin/sh', '-c', script] };
    await stage.ada.get('POST', '/agents', { name: 'failing', runtime: 'process', config });
  });
  afterAll(() => stage.close());

  async function spawn(body: object): Promise<string> {
    return (await stage.ada.get<{ runId: string }>('POST', '/runs', body)).runId;
  }

  /** Waits until a run has ended its second attempt. */
  async function secondAttempt(run: string): Promise<void> {
    await until('it has tried twice', async () => {
      const { state, attempt } = await stage.ada.get<{ state: string; attempt?: number }>('GET', `/runs/${run}`);
      return state === 'failed' && attempt === 2;
    });
  }

  const textsIn = async (page: Page): Promise<string[]> => (await linesInSight(page)).map(({ text }) => text);

  test('that is paused stays where it was while the run is tried again, and then shows the attempt', async () => {
    const run = await spawn({ agent: 'failing', retry: { attempts: 2, delayMs: 100 } });
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/runs/${run}`);
    await page.getByText('line 199', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await textsIn(page);
    await secondAttempt(run);
    await page.getByRole('button', { name: /^2\d\d new lines$/ }).waitFor();
    expect(await textsIn(page)).toEqual(before);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page
      .getByText(/^failed/)
      .last()
      .waitFor();
    await page.getByLabel('Find in the output').fill('attempt');
    await page.getByText('attempt 1', { exact: true }).waitFor();
    await page.getByText('attempt 2', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('in which one has gone up stays there while the run is tried again', async () => {
    const run = await spawn({ agent: 'failing', retry: { attempts: 2, delayMs: 100 } });
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/runs/${run}`);
    await page.getByText('line 199', { exact: true }).waitFor();
    await page.getByRole('log').focus();
    await page.keyboard.press('Home');
    await page.getByText('line 0', { exact: true }).waitFor();
    const before = await textsIn(page);
    await secondAttempt(run);
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    expect(await textsIn(page)).toEqual(before);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('is shown by a copied address as it was, to who may see it; others are refused in words', async () => {
    const run = await spawn({ agent: 'failing' });
    const first = await stage.tabAs(adaEmail, `/w/${stage.home}/runs/${run}`);
    await first.page
      .getByText(/^failed/)
      .last()
      .waitFor();
    await first.page.getByLabel('Find in the output').fill('line 120');
    await first.page.getByRole('button', { name: 'link to line 122' }).click();
    const address = first.page.url();
    expect(address).toMatch(/#L122$/);
    const second = await stage.tabAs(adaEmail, address);
    const line = second.page.locator('[data-chosen=true]');
    await line.waitFor();
    expect(await line.innerText()).toContain('line 120');
    expect(second.page.url()).toBe(address);
    expect(second.faults).toEqual([]);
    await first.page.getByRole('tab', { name: 'Details' }).click();
    const third = await stage.tabAs(adaEmail, first.page.url());
    await third.page.getByRole('tab', { name: 'Details', selected: true }).waitFor();
    expect(third.faults).toEqual([]);

    const wish = { name: 'Other', slug: 'other' };
    const { workspace: other } = await stage.ada.get<{ workspace: { id: string } }>('POST', '/workspaces', wish);
    await stage.join('vic@acme.test', 'viewer', other.id);
    const vic = await stage.tabAs('vic@acme.test', address);
    await vic.page.getByText('This is no workspace of yours').waitFor();
    await vic.page.getByRole('link', { name: 'To your workspaces' }).click();
    await vic.page.getByRole('heading', { level: 1 }).waitFor();
    expect(vic.faults).toEqual([]);
    // A run of another workspace, asked for in one's own.
    const lost = await stage.tabAs('vic@acme.test', `/w/${other.id}/runs/${run}`, { expected: /^40[14] GET / });
    await lost.page.getByText('There is no such thing here').waitFor();
    expect(lost.faults).toEqual([]);
    for (const { context } of [first, second, third, vic, lost]) await context.close();
  }, 90_000);
});
