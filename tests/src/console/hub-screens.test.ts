import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, password, tokenIn, until, Visitor } from '../tenancy/instance.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`the hub's screens${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
  });
  afterAll(async () => {
    await browser.close();
    await place.close();
  });

  test.each(['light', 'dark'] as const)(
    'each screen of the navigation is there, fits both widths and hinders nobody before anything has happened (%s)',
    async (scheme) => {
      const { page, context, faults } = await place.open(browser, { scheme });
      await page.goto('/');
      const navigation = page.getByRole('navigation', { name: 'Screens' }).first();
      await navigation.getByRole('link').first().waitFor();
      const labels = await navigation.getByRole('link').allTextContents();
      expect(labels).toEqual(['Fleet', 'Runs', 'Activity', 'Join', 'Connections', 'Audit', 'Organization', 'System']);
      for (const label of labels) {
        await navigation.getByRole('link', { name: label, exact: true }).click();
        await page.getByRole('heading', { name: label, level: 1 }).waitFor();
        await until('all of it is read', async () => (await page.getByLabel(/^loading /).count()) === 0);
        expect(await faultsOfLook(page), label).toEqual([]);
      }
      for (const path of ['/activity?tab=refused', '/connections?tab=grants', '/account', '/runs?state=running']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await faultsOfLook(page), path).toEqual([]);
      }
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test('two instances are connected, and kept apart again, by a dialog that says what follows', async () => {
    const { token: joinToken } = await place.ada.get<{ token: string }>('POST', '/join-tokens', { autoApprove: true });
    const south = await openInstance({ name: 'south', joinToken, orchestrator: 'none' });
    const { page, context, faults } = await place.open(browser);
    await page.goto('/');
    await page.getByRole('row').filter({ hasText: 'south' }).getByText('live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Connect two instances' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect two instances' });
    for (const [side, name] of [
      ['From', 'console (console)'],
      ['To', 'south'],
    ] as const) {
      await dialog.getByRole('combobox', { name: side }).click();
      await page.getByRole('option', { name, exact: true }).click();
    }
    expect(await faultsOfLook(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    const row = page.getByRole('table', { name: 'Connections' }).getByRole('row').filter({ hasText: 'south' });
    await row.getByText('active', { exact: true }).waitFor();
    await row.getByRole('button', { name: /^Change the connection of/ }).click();
    await page.getByRole('menuitem', { name: 'Suspend for south' }).click();
    await page.getByText('Nothing goes between the two until the same side resumes it').waitFor();
    await page.getByRole('button', { name: 'Suspend for south' }).click();
    await row.getByText('suspended', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
    await south.close();
  });

  test.each(['light', 'dark'] as const)(
    'an operator is invited by a link that is shown once, gets another role, is kept out, let in and removed (%s)',
    async (scheme) => {
      const { page, context, faults } = await place.open(browser, { scheme });
      const email = `grace-${scheme}@hub.test`;
      await page.goto('/organization');
      await page.getByRole('button', { name: 'Invite an operator' }).click();
      await page.getByRole('dialog').getByLabel('E-mail').fill(email);
      expect(await faultsOfLook(page)).toEqual([]);
      await page.getByRole('button', { name: 'Make the link' }).click();
      const shown = page.getByRole('dialog', { name: `The link for ${email}` });
      const link = (await shown.locator('pre').textContent()) ?? '';
      expect(await faultsOfLook(page)).toEqual([]);
      await shown.getByRole('button', { name: 'Done' }).click();
      const account = { token: tokenIn(link), name: `Grace ${scheme}`, password };
      await new Visitor(place.origin).get('POST', '/auth/accept-invitation', account);
      await page.reload();
      const row = page.getByRole('row').filter({ hasText: email });
      const act = async (what: string): Promise<void> => {
        await row.getByRole('button', { name: `Actions for Grace ${scheme}` }).click();
        await page.getByRole('menuitem', { name: what }).click();
      };
      await act('Change the role');
      const change = page.getByRole('dialog', { name: `The role of Grace ${scheme}` });
      await change.getByRole('combobox', { name: 'Role' }).click();
      await page.getByRole('option', { name: /^auditor/ }).click();
      await change.getByRole('button', { name: 'Change the role' }).click();
      await row.getByText('auditor', { exact: true }).waitFor();
      await act('Keep out');
      await page.getByRole('button', { name: `Keep Grace ${scheme} out` }).click();
      await row.getByText('kept out').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await act('Let in again');
      await row.getByText('kept out').waitFor({ state: 'detached' });
      await act('Remove');
      await page.getByLabel(`Type ${email} to go on`).fill(email);
      await page.getByRole('button', { name: `Remove Grace ${scheme}` }).click();
      await row.waitFor({ state: 'detached' });
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test('an API key is shown once with lines that use it, works, and is revoked', async () => {
    const { page, context, faults } = await place.open(browser);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Make an API key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('nightly');
    expect(await faultsOfLook(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the key' }).click();
    const shown = page.getByRole('dialog', { name: 'Your new API key' });
    const key = (await shown.locator('pre').first().textContent()) ?? '';
    expect(await faultsOfLook(page)).toEqual([]);
    const ask = (): Promise<number> =>
      fetch(`${place.origin}/api/v1/fleet`, { headers: { authorization: `Bearer ${key}` } }).then(
        ({ status }) => status,
      );
    expect(await ask()).toBe(200);
    await shown.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke nightly' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke nightly' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'nightly' })
      .getByText(/^revoked/)
      .waitFor();
    expect(await ask()).toBe(401);
    expect(await page.getByText(key).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a viewer is offered nothing that they may not do, and told so where a link leads them astray', async () => {
    const email = await place.hire('viewer');
    const { page, context, faults } = await place.open(browser, { email, expected: /^40[34] GET .*\/audit/ });
    await page.goto('/runs');
    await page.getByText('Nothing has run over this hub yet').waitFor();
    expect(await page.getByRole('button', { name: /Spawn|Kill/ }).count()).toBe(0);
    await page.goto('/connections');
    await page.getByRole('tab', { name: 'Grants' }).waitFor();
    expect(await page.getByRole('button', { name: /Connect|Change/ }).count()).toBe(0);
    await page.goto('/audit');
    await page.getByText('You may not see the audit rows of this hub').waitFor();
    expect(await page.getByRole('button', { name: /Export|Verify/ }).count()).toBe(0);
    expect(await faultsOfLook(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
