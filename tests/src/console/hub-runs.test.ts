import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openGrantedSpoke, type GrantedSpoke } from './granted-spoke.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`runs at the hub${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  let north: GrantedSpoke;
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
    north = await openGrantedSpoke(place, 'north', [
      'agent.spawn',
      'agent.status',
      'agent.kill',
      'agent.input',
      'agent.approve',
      'agent.kill_all',
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await north.instance.close();
    await place.close();
  });

  /** The dialog, with the console's key opened in it. */
  async function openSpawn(page: Page): Promise<Locator> {
    await page.getByRole('button', { name: 'Spawn', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Spawn an agent' });
    await openKey(page, dialog);
    return dialog;
  }

  async function openKey(page: Page, dialog: Locator): Promise<void> {
    const choosing = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Open the key file' }).click();
    await (await choosing).setFiles(place.keyFile);
    await dialog.getByText('Signed as console').waitFor();
  }

  async function fillSteps(dialog: Locator, steps: string): Promise<void> {
    await dialog.getByLabel('Agent', { exact: true }).fill('embedded');
    await dialog.getByText('Steps', { exact: true }).click();
    await dialog.getByLabel('Steps, one a line').fill(steps);
    await dialog.getByRole('button', { name: 'Sign and spawn' }).click();
  }

  test.each(['light', 'dark'] as const)(
    'an agent is spawned with the key of this tab, seen to run, and killed with nobody left (%s)',
    async (scheme) => {
      const { page, context, faults } = await place.open(browser, { scheme });
      await page.goto('/runs');
      const dialog = await openSpawn(page);
      await dialog.getByRole('button', { name: 'Sign and spawn' }).click();
      await dialog.getByText('name an agent').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await fillSteps(dialog, 'run: /bin/sh -c "echo said at north; sleep 600"');
      await page.getByRole('heading', { name: 'embedded', level: 1 }).waitFor();
      await page.getByRole('definition').getByText('running', { exact: true }).waitFor();
      await page.getByRole('log').getByText('said at north', { exact: true }).waitFor();
      await page.getByRole('table', { name: 'Receipts of agent.spawn' }).getByText('accepted').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('button', { name: 'Kill', exact: true }).click();
      const kill = page.getByRole('dialog', { name: 'Kill embedded' });
      await kill.getByText('Now', { exact: true }).click();
      await kill.getByText('is ended at once').waitFor();
      await kill.getByLabel('Reason').fill('the test is over');
      expect(await faultsOfLook(page)).toEqual([]);
      await kill.getByRole('button', { name: 'Sign and kill now' }).click();
      await page.getByText('Killed, and nobody is left').waitFor();
      await page.getByRole('definition').getByText('killed').waitFor();
      await page.getByRole('table', { name: 'Receipts of agent.kill' }).getByText('zero survivors').first().waitFor();
      expect(await page.getByRole('button', { name: 'Kill', exact: true }).count()).toBe(0);
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('link', { name: 'Runs', exact: true }).click();
      await page.getByRole('table', { name: 'runs' }).getByText('killed').first().waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test('a command for a suspended instance is refused, and its code is shown', async () => {
    await place.ada.get('POST', `/instances/${north.id}/suspend`);
    const { page, context, faults } = await place.open(browser, { expected: /^404 POST .*\/fleet\/commands$/ });
    await page.goto('/runs');
    const dialog = await openSpawn(page);
    await fillSteps(dialog, 'run: /bin/true');
    await dialog.getByRole('alert').getByText('The hub refused it: NOT_AUTHORIZED').waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    await place.ada.get('POST', `/instances/${north.id}/resume`);
    await dialog.getByRole('button', { name: 'Sign and spawn' }).click();
    await page.getByRole('definition').getByText('succeeded').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a run is asked for its state, asks itself and is answered, and all of them are killed at once', async () => {
    const { page, context, faults } = await place.open(browser);
    await page.goto('/runs');
    await fillSteps(await openSpawn(page), 'approve: Ship it?\nrun: /bin/sh -c "echo shipped; sleep 600"');
    const question = page.getByRole('status').filter({ hasText: 'Ship it?' });
    await question.waitFor();
    await page.getByRole('definition').getByText('waiting', { exact: true }).waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('button', { name: 'Sign and ask' }).click();
    await page.getByRole('table', { name: 'Receipts of agent.status' }).getByText('run waiting').first().waitFor();
    await question.getByRole('button').first().click();
    await page.getByRole('button', { name: /^Sign: / }).click();
    await page.getByRole('log').getByText('shipped', { exact: true }).waitFor();
    expect(await question.count()).toBe(0);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('button', { name: 'Kill all…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Kill all runs' });
    expect(await dialog.getByRole('button', { name: 'Sign and kill all' }).isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'Where' }).click();
    await page.getByRole('option', { name: /^north, workspace/ }).click();
    const kill = dialog.getByRole('button', { name: 'Sign and kill all at north' });
    await kill.waitFor();
    await until('it can be pressed', () => kill.isEnabled());
    expect(await faultsOfLook(page)).toEqual([]);
    await kill.click();
    const first = page.getByRole('table', { name: 'runs' }).getByRole('row').nth(1);
    await first.getByText('killed').waitFor();
    await first.getByRole('link').click();
    await page.getByText('Killed, and nobody is left').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)(
    'what happened is told: commands, refusals, connections, grants, and a log whose chain holds (%s)',
    async (scheme) => {
      const { page, context, faults } = await place.open(browser, { scheme });
      await page.goto('/activity');
      await page.getByRole('table', { name: 'commands' }).getByText('agent.kill_all').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Refused by the hub' }).click();
      const refused = page.getByRole('table', { name: 'refused commands' });
      await refused.getByText('NOT_AUTHORIZED').first().waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await refused.getByRole('link').first().press('Enter');
      await page.getByRole('dialog', { name: 'command.relay' }).getByText('NOT_AUTHORIZED').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Verify the whole log here' }).click();
      await page.getByText('The log is whole').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('button', { name: 'Export' }).click();
      const saving = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'JSON lines' }).click();
      expect(await readFile(await (await saving).path(), 'utf8')).toContain('"t":"header"');
      await page.getByLabel('Fingerprint of the hub').fill('of somebody else');
      await page.getByRole('button', { name: 'Verify the whole log here' }).click();
      await page.getByText('The log does not hold').waitFor();
      await page.getByRole('link', { name: 'Connections', exact: true }).click();
      await page.getByRole('table', { name: 'Connections' }).getByText('active').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Grants' }).click();
      await page.getByRole('table', { name: 'Grants' }).getByText('kill_all').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test('a key that is not of this hub signs nothing, and nothing of a key goes over the wire', async () => {
    const { page, context, faults } = await place.open(browser);
    const { keys } = JSON.parse(await readFile(place.keyFile, 'utf8')) as { keys: { command: { seed: string } } };
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    await page.goto('/runs');
    await page.getByRole('button', { name: 'Spawn', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Spawn an agent' });
    const choosing = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Open the key file' }).click();
    await (await choosing).setFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await dialog.getByRole('alert').getByText('This is not a key file').waitFor();
    await openKey(page, dialog);
    await fillSteps(dialog, 'run: /bin/true');
    await page.getByRole('definition').getByText('succeeded').waitFor();
    expect(sent.some((one) => one.includes('/fleet/commands '))).toBe(true);
    expect(sent.filter((one) => one.includes(keys.command.seed))).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
