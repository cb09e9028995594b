import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserMissing, openBrowser, type Tab } from './browser.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

/** What is pressed on a screen to cover it: a button, an entry of a menu, or a row. */
interface Opener {
  readonly path: string;
  readonly press: (page: Page) => readonly Locator[];
}

const button = (path: string, name: string | RegExp): Opener => ({
  path,
  press: (page) => [page.getByRole('button', { name, exact: true }).first()],
});
const entry = (path: string, menu: RegExp, name: string): Opener => ({
  path,
  press: (page) => [page.getByRole('button', { name: menu }).first(), page.getByRole('menuitem', { name }).first()],
});

const workspaceOpeners: readonly Opener[] = [
  button('/runs', 'Spawn'),
  button('/members', 'Invite'),
  button('/teams', 'Make a team'),
  button('/keys', 'Create a key'),
  button('/keys?tab=accounts', 'Create a service account'),
  button('/secrets', 'Set a secret'),
  entry('/secrets', /DEPLOY_TOKEN/, 'Change'),
  entry('/secrets', /DEPLOY_TOKEN/, 'Delete'),
  entry('/runs', /^Views$/, 'Save this view'),
  { path: '/audit', press: (page) => [page.getByRole('table', { name: 'rows' }).getByRole('link').first()] },
  button('/profile', 'Sign out everywhere'),
];

const hubOpeners: readonly Opener[] = [
  button('/', 'Stop everything'),
  button('/runs', 'Spawn'),
  button('/connections', 'Connect two instances'),
  button('/organization', 'Invite an operator'),
  button('/account', 'Make an API key'),
  entry('/audit', /^Views$/, 'Save this view'),
  { path: '/audit', press: (page) => [page.getByRole('table', { name: 'rows' }).getByRole('link').first()] },
];

/** Covers the screen by keyboard, leaves with Escape; resolves with what has the focus then. */
async function focusAfter({ page }: Tab, address: string, { press }: Opener): Promise<string> {
  await page.goto(address);
  const [first, ...more] = press(page);
  if (first === undefined) throw new Error('nothing is pressed');
  await first.focus();
  await page.keyboard.press('Enter');
  for (const next of more) {
    await next.waitFor();
    await next.focus();
    await page.keyboard.press('Enter');
  }
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await expect.poll(() => dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const isBack = (): Promise<boolean> => first.evaluate((one) => one === document.activeElement);
  const deadline = performance.now() + 2_000;
  while (!(await isBack()) && performance.now() < deadline) await page.waitForTimeout(50);
  return (await isBack()) ? 'back' : await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 80)');
}

describe.skipIf(missing !== undefined)(`the focus${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let place: HubPlace;
  let browser: Browser;
  let spokeTab: Tab;
  let hubTab: Tab;
  beforeAll(async () => {
    [stage, place, browser] = await Promise.all([openStage(), openHubPlace(), openBrowser()]);
    await stage.ada.get('POST', '/secrets', { name: 'DEPLOY_TOKEN', value: 'not to be seen' });
    spokeTab = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    hubTab = await place.open(browser);
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await place.close();
  });

  test('goes into what covers a screen of a workspace, and back to where it was', async () => {
    for (const opener of workspaceOpeners)
      expect.soft(await focusAfter(spokeTab, `/w/${stage.home}${opener.path}`, opener), opener.path).toBe('back');
    expect(spokeTab.faults).toEqual([]);
  });

  test('goes into what covers a screen of the hub, and back to where it was', async () => {
    for (const opener of hubOpeners)
      expect.soft(await focusAfter(hubTab, opener.path, opener), opener.path).toBe('back');
    expect(hubTab.faults).toEqual([]);
  });
});
