import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password } from '../tenancy/instance.ts';
import { browserMissing, openBrowser, openTab } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';

const missing = browserMissing();
const signedOut = /^401 GET .*\/me$/;

describe.skipIf(missing !== undefined)(`the hub's door${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace(true)]);
  });
  afterAll(async () => {
    await browser.close();
    await place.close();
  });

  test('the printed link makes the first operator, who is in at once; the token leaves the address', async () => {
    const { page, context, faults } = await openTab(browser, { origin: place.origin });
    await page.goto(place.hub.setUpUrl ?? '');
    await page.getByLabel('E-mail').fill('ada@hub.test');
    expect(page.url()).toBe(`${place.origin}/setup`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Password *').fill(password);
    expect(await faultsOfLook(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    expect(await page.title()).toBe('Fleet · Wheelhouse');
    expect(faults).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)('signing in leads to where one wanted to go (%s)', async (scheme) => {
    const expected = /^401 (?:GET .*\/me|POST .*\/sign-in)$/;
    const { page, context, faults } = await openTab(browser, { origin: place.origin, scheme, expected });
    await page.goto('/account');
    await page.getByLabel('E-mail').fill('ada@hub.test');
    await page.getByLabel('Password *').fill('wrong horse');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('address and password do not match').waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    await page.getByLabel('Password *').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Password and keys' }).waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('another password ends the session, and only the new one holds', async () => {
    const { page, context, faults } = await openTab(browser, { origin: place.origin, expected: signedOut });
    await page.goto('/account');
    await page.getByLabel('E-mail').fill('ada@hub.test');
    await page.getByLabel('Password *').fill(password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Sign in with the new one').waitFor();
    await page.getByLabel('E-mail').fill('ada@hub.test');
    await page.getByLabel('Password *').fill('another horse battery');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await page.getByRole('button', { name: 'Signed in as Ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in to the hub' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a link without its token says how to get a whole one', async () => {
    const { page, context, faults } = await openTab(browser, { origin: place.origin });
    await page.goto('/accept-invitation');
    await page.getByText('The link is not whole').waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
