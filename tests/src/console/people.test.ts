import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestMail, password } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing } from './browser.ts';
import { adaEmail, isWiderThanPage, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`members and teams${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.join('vic@acme.test', 'viewer');
    await stage.join('dev@acme.test', 'developer');
    await stage.join('dora@acme.test', 'developer');
  });
  afterAll(() => stage.close());

  /** Presses Tab until something with this name has the focus. */
  async function tabTo(page: Page, name: string): Promise<void> {
    for (let pressed = 0; pressed < 60; pressed += 1) {
      const focused = await page.evaluate(() => {
        const { activeElement: at } = document;
        const isField = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
        const label = isField ? (at.labels?.[0]?.textContent ?? '') : '';
        return [at?.getAttribute('aria-label') ?? '', label, at?.textContent ?? ''];
      });
      if (focused.some((text) => text.replace(' *', '').trim() === name)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not get to ${name}`);
  }

  /** Presses a key until something in the page answers to it. */
  async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
    for (let pressed = 0; pressed < 20; pressed += 1) {
      await page.keyboard.press(key);
      if (await isThere()) return;
    }
    throw new Error(`${key} does not get there`);
  }

  /** Chooses in the list that has the focus. */
  async function choose(page: Page, name: string): Promise<void> {
    const option = page.getByRole('option', { name, exact: true });
    await pressUntil(
      page,
      'ArrowDown',
      async () => (await option.and(page.locator('[data-combobox-selected]')).count()) > 0,
    );
    await page.keyboard.press('Enter');
  }

  test('somebody is invited, accepts, and starts their first run, all by keyboard alone', async () => {
    const owner = await stage.tabAs(adaEmail, `/w/${stage.home}/members`);
    await owner.page.getByText('vic@acme.test').waitFor();
    expect(await violationsOf(owner.page)).toEqual([]);
    await tabTo(owner.page, 'Invite');
    await owner.page.keyboard.press('Enter');
    await owner.page.getByRole('dialog', { name: /^Invite to/ }).waitFor();
    await tabTo(owner.page, 'E-mail');
    await owner.page.keyboard.type('new@acme.test');
    await tabTo(owner.page, 'Role');
    await choose(owner.page, 'developer');
    expect(await violationsOf(owner.page)).toEqual([]);
    await tabTo(owner.page, 'Invite');
    await owner.page.keyboard.press('Enter');
    await owner.page.getByText('new@acme.test is invited').waitFor();
    expect(owner.faults).toEqual([]);

    const link = /\/invitation#\S+/.exec(await newestMail(stage.ada, 'new@acme.test', 'invitation'))?.[0] ?? '';
    const guest = await stage.tab();
    await guest.page.goto(link);
    await guest.page.getByText('new@acme.test is invited, as developer').waitFor();
    expect(await violationsOf(guest.page)).toEqual([]);
    await tabTo(guest.page, 'Your name');
    await guest.page.keyboard.type('Newcomer');
    await guest.page.keyboard.press('Tab');
    await guest.page.keyboard.type(password);
    await guest.page.keyboard.press('Enter');
    await guest.page.waitForURL((url) => url.pathname.startsWith(`/w/${stage.home}`));
    expect(guest.page.url()).not.toContain('#');
    await tabTo(guest.page, 'Spawn');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('dialog', { name: 'Spawn an agent' }).waitFor();
    await tabTo(guest.page, 'Agent');
    await choose(guest.page, 'embedded');
    await tabTo(guest.page, 'A prompt');
    await pressUntil(guest.page, 'ArrowRight', () => guest.page.getByRole('radio', { name: 'Steps' }).isChecked());
    await tabTo(guest.page, 'Steps, one a line');
    await guest.page.keyboard.type('run: echo started by keyboard');
    await tabTo(guest.page, 'Spawn');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('log').getByText('started by keyboard', { exact: true }).waitFor();
    await guest.page.getByText('succeeded', { exact: true }).first().waitFor();
    expect(guest.faults).toEqual([]);
    await owner.context.close();
    await guest.context.close();
  });

  test('who has an account signs in on the invitation’s page; for somebody else it says whose it is', async () => {
    await stage.ada.get('POST', `/workspaces/${stage.home}/invitations`, { email: 'late@acme.test', role: 'operator' });
    const link = /\/invitation#\S+/.exec(await newestMail(stage.ada, 'late@acme.test', 'invitation'))?.[0] ?? '';
    const other = await stage.tabAs('vic@acme.test', '/');
    await other.page.goto(link);
    await other.page.getByText('It is for somebody else').waitFor();
    expect(await violationsOf(other.page)).toEqual([]);
    await other.context.close();
    const visitor = stage.instance.visit();
    const invitation = link.split('#')[1] ?? '';
    await visitor.get('POST', '/auth/sign-up', { email: 'late@acme.test', name: 'Late', password, invitation });
    const known = await stage.tab();
    await known.page.goto(link);
    await known.page.getByText('I have an account').click();
    await known.page.getByLabel('Password *').fill(password);
    await known.page.keyboard.press('Enter');
    await known.page.waitForURL((url) => url.pathname.startsWith(`/w/${stage.home}`));
    expect(known.faults).toEqual([]);
    // Once.
    const again = await stage.tabAs('late@acme.test', '/', { expected: /^401 GET .*\/me|^410 POST/ });
    await again.page.goto(link);
    await again.page.getByRole('button', { name: 'Accept' }).click();
    await again.page.getByText('the invitation was used').waitFor();
    await known.context.close();
    await again.context.close();
  });

  test('an invitation is sent again and revoked, a role changed, a member removed', async () => {
    await stage.join('out@acme.test', 'viewer');
    await stage.ada.get('POST', `/workspaces/${stage.home}/invitations`, { email: 'maybe@acme.test', role: 'viewer' });
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/members?tab=invitations`);
    await page.getByRole('button', { name: 'Actions for maybe@acme.test' }).click();
    await page.getByRole('menuitem', { name: 'Send again' }).click();
    await page.getByText('2 times').waitFor();
    await page.getByRole('button', { name: 'Actions for maybe@acme.test' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog', { name: /^Revoke/ });
    await dialog.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByText('revoked', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Members' }).click();
    expect(page.url()).not.toContain('tab=');
    await page.getByRole('button', { name: 'Actions for out' }).click();
    await page.getByRole('menuitem', { name: 'Change the role' }).click();
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'manager' }).click();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page
      .getByRole('row', { name: /out@acme.test/ })
      .getByText('manager')
      .waitFor();
    await page.getByRole('button', { name: 'Actions for out' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove out' }).click();
    await page.getByText('out is removed').waitFor();
    await page.getByText('out@acme.test').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a menu that comes when it is opened takes the focus and gives it back', async () => {
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/members`);
    const button = page.getByRole('button', { name: /^Signed in as/ });
    const focused = page.locator(':focus');
    for (const opening of ['for the first time', 'again']) {
      await button.press('Enter');
      await page.getByRole('menuitem', { name: 'Profile' }).waitFor();
      await expect.poll(() => focused.getAttribute('role'), { message: opening }).toBe('menuitem');
      await page.keyboard.press('Escape');
      await page.getByRole('menuitem', { name: 'Profile' }).waitFor({ state: 'detached' });
      await expect.poll(() => focused.getAttribute('aria-label'), { message: opening }).toMatch(/^Signed in as/);
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a viewer is offered nothing they may not do, and is refused all the same', async () => {
    const { page, context, faults } = await stage.tabAs('vic@acme.test', `/w/${stage.home}/members`, {
      expected: /^401 GET .*\/me|^(403|404) (POST|DELETE|GET) /,
    });
    await page.getByText('dev@acme.test').waitFor();
    expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0);
    expect(await page.getByRole('tab').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Actions for vic' }).count()).toBe(1);
    for (const screen of ['Keys', 'Secrets', 'Audit'])
      expect(await page.getByRole('link', { name: screen, exact: true }).count(), screen).toBe(0);
    const statuses = await page.evaluate(async (id) => {
      const ask = async (method: string, path: string, body?: object): Promise<number> =>
        (
          await fetch(`/api/v1${path}`, {
            method,
            headers: { 'x-workspace-id': id, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
        ).status;
      return [
        await ask('POST', `/workspaces/${id}/invitations`, { email: 'x@acme.test', role: 'viewer' }),
        await ask('GET', `/workspaces/${id}/invitations`),
        await ask('POST', '/teams', { name: 'mine' }),
        await ask('POST', '/keys', {}),
        await ask('GET', '/secrets'),
        await ask('GET', '/audit'),
      ];
    }, stage.home);
    for (const status of statuses) expect([403, 404]).toContain(status);
    await page.getByRole('link', { name: 'Teams' }).click();
    await page.getByText('There is no team yet').waitFor();
    expect(await page.getByRole('button', { name: 'Make a team' }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)(
    'a team is made, filled and deleted; its address opens it (%s)',
    async (scheme) => {
      const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/teams`, { scheme });
      // What a run that failed left behind is in nobody's way.
      const name = `Night shift, ${scheme}`;
      const person = scheme === 'light' ? 'dev' : 'dora';
      const role = page.getByRole('dialog', { name }).getByRole('combobox', { name: `Role of ${person}` });
      const shown = (value: string) => expect.poll(() => role.inputValue(), { timeout: 20_000 }).toBe(value);
      await page.getByRole('button', { name: 'Make a team' }).first().click();
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('What it is for').fill('watches agents at night');
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('link', { name: `open ${name}` }).click();
      const drawer = page.getByRole('dialog', { name });
      await drawer.getByRole('combobox', { name: 'Take in' }).click();
      await page.getByRole('option', { name: new RegExp(`^${person} `) }).click();
      await role.click();
      await page.getByRole('option', { name: 'admin' }).click();
      // Shown only once the server has it: leaving the page earlier would end the request.
      await shown('admin');
      expect(page.url()).toMatch(/team=[0-9a-f-]{36}/);
      await page.reload();
      await shown('admin');
      expect(await violationsOf(page)).toEqual([]);
      await drawer.getByRole('button', { name: 'Delete' }).click();
      await page
        .getByRole('dialog', { name: `Delete ${name}` })
        .getByRole('button', { name: `Delete ${name}` })
        .click();
      await page.getByText(`${name} is deleted`).waitFor();
      await page.getByRole('link', { name: `open ${name}` }).waitFor({ state: 'detached' });
      expect(page.url()).not.toContain('team=');
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test.each([360, 1440])('nothing is wider than the page (%d px)', async (width) => {
    const tab = await stage.tabAs(adaEmail, `/w/${stage.home}/members`, { width });
    for (const path of ['members', 'members?tab=invitations', 'teams']) {
      await tab.page.goto(`/w/${stage.home}/${path}`);
      await tab.page.getByRole('heading', { level: 1 }).waitFor();
      await tab.page.waitForLoadState('networkidle');
      expect(await isWiderThanPage(tab), path).toBe(false);
      expect(await violationsOf(tab.page), path).toEqual([]);
    }
    expect(tab.faults).toEqual([]);
    await tab.context.close();
  });
});
