import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openHubProcess, type HubProcess } from './server-places.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`the hub is away${missing === undefined ? '' : ` (${missing})`}`, () => {
  let hub: HubProcess;
  let stage: Stage;
  beforeAll(async () => {
    hub = await openHubProcess();
    stage = await openStage({ joinToken: await hub.joinToken() });
    await until('they are linked', async () => {
      const { link } = await stage.ada.get<{ link: { state: string } }>('GET', '/instance');
      return link.state === 'live';
    });
  }, 90_000);
  afterAll(async () => {
    await stage.close();
    await hub.close();
  });

  test('the dashboard says so and since when, works whole all the same, and is told when it is back', async () => {
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    expect(await page.getByText('Hub unreachable').count()).toBe(0);
    await hub.kill();
    const banner = page.getByRole('status').filter({ hasText: 'Hub unreachable, working locally' });
    await banner.waitFor({ timeout: 30_000 });
    expect(await banner.innerText()).toMatch(/lost \d+ s ago/);
    expect(await faultsOfLook(page)).toEqual([]);

    await page.getByRole('button', { name: 'Spawn', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Spawn an agent' });
    await dialog.getByText('Steps', { exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Agent' }).click();
    await page.getByRole('option', { name: 'embedded' }).click();
    await dialog.getByLabel('Steps, one a line').fill('run: echo without a hub\napprove: Go on?');
    await dialog.getByRole('button', { name: 'Spawn' }).click();
    await page.getByText('without a hub', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Nothing waits for you').waitFor();
    for (const screen of ['Runs', 'Agents', 'Members', 'Teams']) {
      await page.goto(`/w/${stage.home}/${screen.toLowerCase()}`);
      await page.getByRole('heading', { level: 1, name: screen }).waitFor();
      await banner.waitFor();
    }
    await page.reload();
    await banner.waitFor();
    await hub.start();
    await banner.waitFor({ state: 'detached', timeout: 60_000 });
    expect(faults).toEqual([]);
    await context.close();
  }, 180_000);
});
