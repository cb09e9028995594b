import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { browserMissing, openBrowser, type Tab } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

interface View {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly isShared: boolean;
}

const viewsButton = (page: Page): Locator => page.getByRole('button', { name: 'Views', exact: true });
const item = (page: Page, name: string | RegExp): Locator => page.getByRole('menuitem', { name });

async function openViews(page: Page): Promise<void> {
  await viewsButton(page).press('Enter');
  await item(page, 'Save this view…').waitFor();
}

async function choose(page: Page, name: string | RegExp): Promise<void> {
  await openViews(page);
  await item(page, name).click();
}

interface Saving {
  readonly name: string;
  readonly shareWith?: RegExp;
}

/** Keeps what the screen shows now. */
async function save(page: Page, { name, shareWith }: Saving): Promise<void> {
  await choose(page, 'Save this view…');
  const dialog = page.getByRole('dialog', { name: 'Save this view' });
  await dialog.getByLabel('Name').fill(name);
  if (shareWith !== undefined) await dialog.getByLabel(shareWith).check();
  expect(await faultsOfLook(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(`${name} is saved`).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Views');
}

/** Does something with a view from the dialog that has all of them. */
async function manage(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await item(page, action).click();
}

describe.skipIf(missing !== undefined)(`saved views${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let stage: Stage;
  let place: HubPlace;
  beforeAll(async () => {
    [browser, stage, place] = await Promise.all([openBrowser(), openStage(), openHubPlace()]);
    await stage.join('dev@acme.test', 'developer');
    await stage.join('vic@acme.test', 'viewer');
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await place.close();
  });

  const runs = (): string => `/w/${stage.home}/runs`;
  const close = async ({ faults, context }: Tab): Promise<void> => {
    expect(faults).toEqual([]);
    await context.close();
  };

  test.each(['light', 'dark'] as const)(
    'a member keeps the filters of a list, comes back to them, changes them and deletes them (%s)',
    async (scheme) => {
      const tab = await stage.tabAs(adaEmail, runs(), { scheme });
      const { page } = tab;
      await openViews(page);
      await page.getByText('There is none yet').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await page.keyboard.press('Escape');
      const state = page.getByLabel('State');
      await state.selectOption('failed');
      await save(page, { name: 'Failed runs' });
      await state.selectOption('');
      await choose(page, 'Failed runs');
      await page.waitForURL((url) => url.search === '?state=failed');
      await openViews(page);
      expect(await item(page, 'Failed runs').getAttribute('aria-current')).toBe('true');
      expect(await faultsOfLook(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await state.selectOption('lost');
      await choose(page, 'Manage views…');
      await page.getByRole('dialog', { name: 'Views of this list' }).getByText('state: failed').waitFor();
      expect(await faultsOfLook(page)).toEqual([]);
      await manage(page, 'Failed runs', 'Update to the present filters');
      await page.getByText('state: lost').waitFor();
      await manage(page, 'Failed runs', 'Rename or share…');
      const edit = page.getByRole('dialog', { name: 'Change Failed runs' });
      await edit.getByLabel('Name').fill('Lost runs');
      await edit.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByText('Lost runs is changed').waitFor();
      await manage(page, 'Lost runs', 'Delete');
      await page.getByText('No view is left').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => page.locator(':focus').textContent()).toBe('Views');
      expect(await stage.ada.get<View[]>('GET', '/views')).toEqual([]);
      await close(tab);
    },
  );

  test.each(['light', 'dark'] as const)(
    'a shared view is applied by others, copied, and gone for all once it is deleted (%s)',
    async (scheme) => {
      const owner = await stage.tabAs(adaEmail, `${runs()}?state=killed`, { scheme });
      await save(owner.page, { name: 'Killed', shareWith: /^Share with everybody in/ });
      const other = await stage.tabAs('dev@acme.test', runs(), { scheme });
      await choose(other.page, /^Killed/);
      await other.page.waitForURL((url) => url.search === '?state=killed');
      await openViews(other.page);
      await other.page.getByText('Shared by others').waitFor();
      expect(await item(other.page, 'Manage views…').count()).toBe(0);
      await item(other.page, 'Save this view…').click();
      const copy = other.page.getByRole('dialog', { name: 'Save this view' });
      expect(await copy.getByLabel('Name').inputValue()).toBe('Killed');
      await copy.getByRole('button', { name: 'Save', exact: true }).click();
      await other.page.getByText('Killed is saved').waitFor();
      await choose(owner.page, 'Manage views…');
      await manage(owner.page, 'Killed', 'Delete…');
      const danger = owner.page.getByRole('dialog', { name: 'Delete Killed' });
      await danger.getByText('It is gone for everybody in').waitFor();
      expect(await faultsOfLook(owner.page)).toEqual([]);
      await danger.getByRole('button', { name: 'Delete Killed' }).click();
      await owner.page.getByText('Killed is deleted').waitFor();
      await other.page.reload();
      await openViews(other.page);
      await other.page.getByText('Yours').waitFor();
      expect(await item(other.page, /^Killed/).allTextContents()).toEqual(['Killed']);
      await item(other.page, 'Manage views…').click();
      await manage(other.page, 'Killed', 'Delete');
      await other.page.getByText('No view is left').waitFor();
      await close(owner);
      await close(other);
    },
  );

  test('a viewer keeps views for themselves and is offered to share none', async () => {
    const tab = await stage.tabAs('vic@acme.test', runs());
    await choose(tab.page, 'Save this view…');
    const dialog = tab.page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByText('It shows everything, without a filter.').waitFor();
    expect(await dialog.getByRole('checkbox').count()).toBe(0);
    await dialog.getByLabel('Name').fill('All of them');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('All of them is saved').waitFor();
    await close(tab);
  });

  test('a name that is taken is told in the dialog, and nothing is lost that was typed', async () => {
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}/audit?action=views.*`, {
      expected: /^401 GET .*\/me|^409 POST .*\/views/,
    });
    const { page } = tab;
    await save(page, { name: 'About views' });
    await choose(page, 'Save this view…');
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByText('It shows action: views.*.').waitFor();
    await dialog.getByLabel('Name').fill('About views');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('this name is taken').waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('About views');
    await close(tab);
  });

  test('the palette goes to a view by its name, from any screen', async () => {
    await stage.ada.get('POST', '/views', { screen: 'audit', name: 'Refusals', query: 'verdict=rejected' });
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    await tab.page.getByRole('button', { name: 'Go to, or do' }).click();
    await tab.page.getByRole('textbox', { name: 'Go to, or do' }).fill('refus');
    await tab.page.getByText('View of audit').click();
    await tab.page.waitForURL((url) => url.pathname.endsWith('/audit') && url.search === '?verdict=rejected');
    await close(tab);
  });

  test('the palette goes to a run by any part of its id, pasted or typed', async () => {
    const task = { steps: [{ do: 'run', argv: ['/bin/true'] }] };
    const { runId } = await stage.ada.get<{ runId: string }>('POST', '/runs', { agent: 'embedded', task });
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    const { page } = tab;
    const box = page.getByRole('textbox', { name: 'Go to, or do' });
    const isThere = (id: string) => page.waitForURL((url) => url.pathname.endsWith(`/runs/${id}`));
    await page.keyboard.press('Control+k');
    await box.fill(runId.slice(-10));
    await page.getByText(`embedded …${runId.slice(-12)}`).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await isThere(runId);
    const unknown = '01a20000-0000-7000-8000-000000000000';
    await page.keyboard.press('Control+k');
    await box.fill(unknown);
    await page.getByText(`Open run ${unknown}`).waitFor();
    // Nothing was chosen: the first one is meant.
    await page.keyboard.press('Enter');
    await isThere(unknown);
    await page.getByText('There is no such thing here').waitFor();
    expect(tab.faults.filter((fault) => !fault.startsWith('404 GET'))).toEqual([]);
    await tab.context.close();
  });

  test('help tells the keys, and y copies the address of what has the focus', async () => {
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}/runs`);
    const { page, context } = tab;
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.origin });
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Help' }).click();
    const help = page.getByRole('dialog', { name: 'Help' });
    await help.getByRole('link', { name: 'the API of this server' }).waitFor();
    expect(await faultsOfLook(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('y');
    await page.getByText('The address of this screen is copied').waitFor();
    expect(await copied()).toBe(`${stage.origin}/w/${stage.home}/runs`);
    const row = page.getByRole('table', { name: 'runs' }).getByRole('link').first();
    await row.focus();
    await page.keyboard.press('y');
    await page.getByText('The address of the row is copied').waitFor();
    expect(await copied()).toBe(await row.evaluate((link) => (link as HTMLAnchorElement).href));
    await close(tab);
  });

  test('approvals, members and federation have views too', async () => {
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    for (const screen of ['approvals', 'members', 'federation']) {
      await tab.page.goto(`/w/${stage.home}/${screen}`);
      await openViews(tab.page);
      expect(await faultsOfLook(tab.page), screen).toEqual([]);
    }
    await close(tab);
  });

  test.each(['light', 'dark'] as const)(
    'at the hub operators share views, a viewer does not, and an owner deletes what others share (%s)',
    async (scheme) => {
      const [email, low] = [await place.hire('operator'), await place.hire('viewer')];
      const owner = await place.open(browser, { scheme, email });
      await owner.page.goto('/runs');
      await owner.page.getByLabel('State').selectOption('failed');
      await save(owner.page, { name: 'Failed in the fleet', shareWith: /^Share with every operator/ });
      const viewer = await place.open(browser, { scheme, email: low });
      await viewer.page.goto('/runs');
      await choose(viewer.page, /^Failed in the fleet/);
      await viewer.page.waitForURL((url) => url.search === '?state=failed');
      await choose(viewer.page, 'Save this view…');
      const copy = viewer.page.getByRole('dialog', { name: 'Save this view' });
      expect(await copy.getByRole('checkbox').count()).toBe(0);
      await copy.getByRole('button', { name: 'Save', exact: true }).click();
      await viewer.page.getByText('Failed in the fleet is saved').waitFor();
      const ada = await place.open(browser, { scheme });
      await ada.page.goto('/runs');
      await choose(ada.page, 'Manage views…');
      await ada.page.getByText(/^shared by operator/).waitFor();
      expect(await faultsOfLook(ada.page)).toEqual([]);
      await manage(ada.page, 'Failed in the fleet', 'Delete…');
      await ada.page.getByRole('button', { name: 'Delete Failed in the fleet' }).click();
      await ada.page.getByText('Failed in the fleet is deleted').waitFor();
      expect(await place.ada.get<View[]>('GET', '/views?screen=runs')).toEqual([]);
      for (const tab of [owner, viewer, ada]) await close(tab);
    },
  );

  test('activity, audit and connections of the hub have views too', async () => {
    const tab = await place.open(browser);
    for (const screen of ['activity', 'audit', 'connections']) {
      await tab.page.goto(`/${screen}`);
      await openViews(tab.page);
      expect(await faultsOfLook(tab.page), screen).toEqual([]);
    }
    await close(tab);
  });
});
