import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, password, type Instance } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, consoleDir, openBrowser, openTab } from './browser.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`signing in${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let instance: Instance;
  let origin: string;
  beforeAll(async () => {
    browser = await openBrowser();
    instance = await openInstance({ consoleDir });
    origin = instance.spoke.url;
    const { page, context, faults } = await openTab(browser, { origin, expected: /^401 GET .*\/me/ });
    await page.goto(new URL(instance.spoke.setupUrl ?? '').pathname + new URL(instance.spoke.setupUrl ?? '').hash);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@acme.test');
    await page.getByLabel('Password *').fill(password);
    await page.getByLabel('Organization').fill('Acme');
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    expect(page.url()).not.toContain('#');
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await instance.close();
  });

  test.each(['light', 'dark'] as const)(
    'leads to where one wanted to go, and nobody is left out (%s)',
    async (scheme) => {
      const { page, context, faults } = await openTab(browser, { origin, scheme, expected: /^401 GET .*\/me/ });
      await page.goto('/');
      await page.getByLabel('E-mail').fill('ada@acme.test');
      await page.getByLabel('Password *').fill('wrong horse');
      expect(await violationsOf(page)).toEqual([]);
      await page.getByLabel('Password *').fill(password);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByText('Nothing has run here yet').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('link', { name: 'Agents' }).click();
      await page.getByRole('heading', { name: 'Agents' }).waitFor();
      expect(page.url()).toMatch(/\/w\/[0-9a-f-]{36}\/agents$/);
      expect(await violationsOf(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
  );
});
