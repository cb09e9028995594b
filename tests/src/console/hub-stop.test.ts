import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openGrantedSpoke, type GrantedSpoke } from './granted-spoke.ts';
import { forge, spawnText } from './hub-commands.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`the fleet is stopped${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  let north: GrantedSpoke;
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
    north = await openGrantedSpoke(place, 'north', ['agent.spawn', 'agent.kill_all', 'agent.kill:any']);
  });
  afterAll(async () => {
    await browser.close();
    await north.instance.close();
    await place.close();
  });

  async function openKey(page: Page, dialog: Locator): Promise<void> {
    const choosing = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Open the key file' }).click();
    await (await choosing).setFiles(place.keyFile);
    await dialog.getByText('Signed as console').waitFor();
  }

  const endless = { agent: 'embedded', task: { steps: [{ do: 'run', argv: ['/bin/sleep', '600'] }] } };

  test('everything is stopped with one dialog, stays stopped, and is let go again', async () => {
    const { runId } = await north.owner.get<{ runId: string }>('POST', '/runs', endless);
    const stateOf = async (): Promise<string> =>
      (await north.owner.get<{ state: string }>('GET', `/runs/${runId}`)).state;
    await until('north runs something of its own', async () => (await stateOf()) === 'running');
    const { page, context, faults } = await place.open(browser);
    await page.goto('/');
    await page.getByRole('button', { name: 'Stop everything' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop everything' });
    await openKey(page, dialog);
    await dialog.getByText('Every run of 1 workspace ends').waitFor();
    const stop = dialog.getByRole('button', { name: 'Sign and stop everything' });
    expect(await stop.isDisabled()).toBe(true);
    await dialog.getByLabel('Type hub to go on').fill('hub');
    expect(await faultsOfLook(page)).toEqual([]);
    await stop.click();
    const banner = page.getByRole('status').filter({ hasText: 'no spawn is relayed' });
    await banner.getByText('1 of 1 workspaces have ended all their runs').waitFor();
    expect(await stateOf()).toBe('killed');
    expect((await north.owner.call('POST', '/runs', endless)).status).toBe(423);
    expect(await faultsOfLook(page)).toEqual([]);
    await banner.getByRole('button', { name: 'Let runs start again' }).click();
    // The key is still the tab's.
    await page.getByRole('button', { name: 'Sign and let them start' }).click();
    await banner.waitFor({ state: 'detached' });
    await until(
      'north starts runs again',
      async () => (await north.owner.call('POST', '/runs', endless)).status === 202,
    );
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a forged command is refused, and the audit log says so', async () => {
    const { page, context, faults } = await place.open(browser);
    const forged = forge(spawnText(place, north, { agent: 'embedded' }));
    const answer = await context.request.post('/api/v1/fleet/commands', {
      data: { envelope: forged },
      headers: { origin: place.origin },
    });
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('SIGNATURE_INVALID');
    await page.goto('/audit?verdict=refused');
    await page.getByRole('table', { name: 'rows' }).getByText('SIGNATURE_INVALID').first().waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
