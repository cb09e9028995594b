import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubInstanceView } from '@wheelhouse/protocol/api/hub';
import { openInstance, type Instance } from '../tenancy/instance.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';

const missing = browserMissing();

/** The token in the command that the page shows. */
async function shownToken(page: Page): Promise<string> {
  const command = await page.getByText('npx wheelhouse join whj1.').textContent();
  return /whj1\.\S+/.exec(command ?? '')?.[0] ?? '';
}

describe.skipIf(missing !== undefined)(`the hub's fleet${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  const spokes: Instance[] = [];
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all(spokes.map((spoke) => spoke.close()));
    await place.close();
  });

  const openSpoke = async (name: string, joinToken: string): Promise<Instance> => {
    const spoke = await openInstance({ name, joinToken, orchestrator: 'none' });
    spokes.push(spoke);
    return spoke;
  };

  test.each(['light', 'dark'] as const)(
    'an instance joins: a command to paste, its arrival unasked, a code compared, and it is live (%s)',
    async (scheme) => {
      const { page, context, faults } = await place.open(browser, { scheme });
      await page.goto('/join');
      await page.getByLabel('Name').fill(`north ${scheme}`);
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByText(`WH_INSTANCE_NAME='north ${scheme}' npx wheelhouse join`).waitFor();
      await page.getByText('The token holds for').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await openSpoke(`north-${scheme}`, await shownToken(page));
      const arrived = page.getByRole('status').filter({ hasText: `north-${scheme} asks to join` });
      await arrived.getByRole('button', { name: 'Compare and let in' }).click();
      const dialog = page.getByRole('dialog', { name: `Let north-${scheme} in` });
      const instances = await place.ada.get<HubInstanceView[]>('GET', '/instances');
      const code = instances.find(({ name }) => name === `north-${scheme}`)?.shortCode ?? '';
      expect(await dialog.getByLabel('Code to compare').textContent()).toBe(code);
      expect(await faultsOfLook(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'The codes are the same' }).click();
      await page.getByText(`north-${scheme} is let in`).waitFor();
      await page.goto('/');
      const row = page.getByRole('row').filter({ hasText: `north-${scheme}` });
      await row.getByText('live', { exact: true }).waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test('an instance is suspended, resumed and revoked, each time by a dialog that says what follows', async () => {
    const { page, context, faults } = await place.open(browser);
    await page.goto('/');
    await page.getByRole('row').filter({ hasText: 'north-dark' }).getByRole('link').press('Enter');
    await page.getByRole('heading', { name: 'north-dark', level: 1 }).waitFor();
    const fingerprint = spokes[1] === undefined ? '' : await fingerprintOf(place, 'north-dark');
    await page.getByText(fingerprint).waitFor();
    expect(await page.getByRole('table', { name: 'Operational keys' }).getByRole('row').count()).toBe(4);
    expect(await faultsOfLook(page)).toEqual([]);
    await page.getByRole('button', { name: 'Suspend', exact: true }).click();
    await page.getByText('are refused from now on').waitFor();
    await page.getByRole('button', { name: 'Suspend north-dark' }).click();
    await page.getByText('suspended', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByRole('button', { name: 'Resume north-dark' }).click();
    await page.getByRole('definition').getByText('live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    const revoke = page.getByRole('button', { name: 'Revoke north-dark' });
    expect(await revoke.isDisabled()).toBe(true);
    await page.getByLabel('Type north-dark to go on').fill('north-dark');
    await revoke.click();
    await page.getByText('revoked', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: /Suspend|Resume|Revoke/ }).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('with a spoke down the fleet answers within 300 ms and says since when', async () => {
    const spoke = spokes[0];
    await spoke?.spoke.close();
    const { page, context, faults } = await place.open(browser);
    await page.goto('/');
    const row = page.getByRole('row').filter({ hasText: 'north-light' });
    await row.getByText('unreachable').waitFor();
    await row.getByText(/away since .* ago|away since just now/).waitFor();
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const began = performance.now();
      await place.ada.get('GET', '/instances');
      took.push(performance.now() - began);
    }
    expect(Math.min(...took)).toBeLessThan(300);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a viewer sees the fleet and nothing that they may not do', async () => {
    const email = await place.hire('viewer');
    const { page, context, faults } = await place.open(browser, { email });
    await page.goto('/');
    await page.getByRole('row').filter({ hasText: 'north-light' }).getByRole('link').press('Enter');
    await page.getByRole('heading', { name: 'north-light', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: /Suspend|Resume|Revoke|Compare|Reject/ }).count()).toBe(0);
    const links = await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allTextContents();
    expect(links).not.toContain('Join');
    expect(links).not.toContain('Audit');
    expect(links).not.toContain('Organization');
    expect(faults).toEqual([]);
    await context.close();
  });
});

async function fingerprintOf(place: HubPlace, name: string): Promise<string> {
  const instances = await place.ada.get<HubInstanceView[]>('GET', '/instances');
  return instances.find((instance) => instance.name === name)?.fingerprint ?? '';
}
