import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOidcServer, type OidcServer } from '@wheelhouse/spoke/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeIn, newestMail, openInstance, password, signUp, tokenIn } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, consoleDir, openBrowser, openTab } from './browser.ts';
import { adaEmail, isWiderThanPage, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

/** A port that was free a moment ago: a provider has to know where browsers come back to. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const atHome = (page: Page): Promise<void> => page.getByRole('navigation', { name: 'Screens' }).first().waitFor();

describe.skipIf(missing !== undefined)(`getting in${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let oidc: OidcServer;
  let organizationId: string;
  beforeAll(async () => {
    const port = await freePort();
    oidc = await startOidcServer([`http://127.0.0.1:${port}/api/v1/auth/oidc/callback`]);
    stage = await openStage({ port, allowInternalIssuers: true });
    const [organization] = await stage.ada.get<{ id: string }[]>('GET', '/organizations');
    organizationId = organization?.id ?? '';
    await stage.ada.get('POST', `/organizations/${organizationId}/oidc-providers`, {
      name: 'Acme accounts',
      issuer: oidc.issuer,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
    });
  });
  afterAll(async () => {
    await stage.close();
    await oidc.close();
  });

  test.each(['light', 'dark'] as const)('the first person sets the instance up by its link (%s)', async (scheme) => {
    const fresh = await openInstance({ consoleDir });
    const { page, context, faults } = await openTab(stage.browser, {
      origin: fresh.spoke.url,
      scheme,
      expected: /^401 (GET .*\/me|POST .*\/setup)/,
    });
    await page.goto('/setup');
    await page.getByText('Start the server again').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const fill = async (): Promise<void> => {
      await page.getByLabel('Your name').fill('Grace');
      await page.getByLabel('E-mail').fill('grace@navy.test');
      await page.getByLabel('Password *').fill(password);
      await page.getByLabel('Organization').fill('Navy');
      await page.keyboard.press('Enter');
    };
    await page.goto(`/setup?#${'x'.repeat(43)}`);
    await fill();
    await page.getByRole('alert').waitFor();
    const link = new URL(fresh.spoke.setupUrl ?? '');
    await page.goto(`${link.pathname}${link.hash}`);
    await fill();
    await atHome(page);
    expect(page.url()).not.toContain('#');
    expect(await page.evaluate(() => JSON.stringify(window.history.state))).not.toContain(tokenIn(link.href));
    expect(faults).toEqual([]);
    await context.close();
    await fresh.close();
  });

  test('signs up with a mailed code, by keyboard alone', async () => {
    const { page, context, faults } = await stage.tab({ expected: /^401 (GET .*\/me|POST .*verify-email)/ });
    await page.goto('/sign-up');
    await page.getByLabel('Your name').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.type('Bea');
    await page.keyboard.press('Tab');
    await page.keyboard.type('bea@free.test');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Six digits').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const code = codeIn(await newestMail(stage.ada, 'bea@free.test', 'sign-up-code'));
    await page.keyboard.type(code === '000000' ? '000001' : '000000');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Six digits').focus();
    await page.keyboard.type(code);
    await page.waitForURL((url) => url.pathname !== '/sign-up');
    await page
      .getByText(/You are in no workspace yet|First steps/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('signs in by a mailed code, and by a password that was forgotten and set anew', async () => {
    await signUp(stage.instance, stage.ada, 'cem@free.test');
    const { page, context, faults } = await stage.tab({ expected: /^401 (GET .*\/me|POST .*\/sign-in)/ });
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'By a mailed code' }).click();
    await page.getByLabel('E-mail').fill('cem@free.test');
    await page.keyboard.press('Enter');
    await page.getByLabel('Six digits').fill(codeIn(await codeMail('cem@free.test')));
    await page.waitForURL((url) => url.pathname !== '/sign-in');

    await page.goto('/forgotten-password');
    await page.getByLabel('E-mail').fill('cem@free.test');
    await page.keyboard.press('Enter');
    await page.getByText('a link is on its way').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const link = /\/reset-password#\S+/.exec(await newestMail(stage.ada, 'cem@free.test', 'reset-password'))?.[0] ?? '';
    await page.goto(link);
    await page.getByLabel('New password').fill('short');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('New password').evaluate((input: HTMLInputElement) => input.validity.tooShort)).toBe(
      true,
    );
    await page.getByLabel('New password').fill('another battery staple');
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.getByRole('link', { name: 'Sign in with the new one' }).click();
    await page.getByLabel('E-mail').fill('cem@free.test');
    await page.getByLabel('Password *').fill('another battery staple');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    expect(faults).toEqual([]);
    await context.close();
  });

  async function codeMail(email: string): Promise<string> {
    return newestMail(stage.ada, email, 'sign-in-code');
  }

  test('signs in at the organization’s provider, the first time with a code that proves the address', async () => {
    oidc.person = { sub: 'dan', email: 'dan@acme.test', emailVerified: true, name: 'Dan' };
    const issuer = new RegExp(`^left the origin: ${oidc.issuer}/`);
    const { page, context, faults } = await stage.tab({
      expected: new RegExp(`${issuer.source}|^401 GET .*/me|^4\\d\\d GET ${oidc.issuer}`),
    });
    await page.goto(`/sign-in?organization=${organizationId}&next=${encodeURIComponent('/?from=sso')}`);
    await page.getByRole('button', { name: 'Show its providers' }).click();
    await page.getByRole('button', { name: 'Go to Acme accounts' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go to Acme accounts' }).click();
    await page.getByLabel('Six digits').fill(codeIn(await whenMailed('dan@acme.test')));
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    // Known by now: straight in.
    await context.clearCookies({ domain: '127.0.0.1', name: '__Host-wh_session' });
    await page.goto(`/sign-in?organization=${organizationId}`);
    await page.getByRole('button', { name: 'Show its providers' }).click();
    await page.getByRole('button', { name: 'Go to Acme accounts' }).click();
    await page
      .getByText(/You are in no workspace yet|First steps/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  async function whenMailed(email: string): Promise<string> {
    for (let tries = 0; tries < 200; tries += 1) {
      const text = await codeMail(email).catch(() => null);
      if (text !== null) return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no code went to ${email}`);
  }

  test('a provider that fails says so on the page', async () => {
    const { page, context, faults } = await stage.tab();
    await page.goto('/sign-in#error=UNAUTHENTICATED');
    await page.getByText('did not sign you in').waitFor();
    expect(page.url()).not.toContain('#');
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('over plain HTTP by another name it says exactly why not, or works where that was allowed', async () => {
    const browser = await openBrowser(['--host-resolver-rules=MAP spoke.test 127.0.0.1']);
    const { port } = new URL(stage.origin);
    const origin = `http://spoke.test:${port}`;
    const refused = await openTab(browser, { origin, expected: /^401 GET .*\/me|^403 POST .*\/sign-in/ });
    await signInBy(refused.page);
    await refused.page.getByText('Nobody can sign in over this address').waitFor();
    await refused.page.getByText('WH_INSECURE_HTTP=1').waitFor();
    await refused.page.getByText('Not encrypted').waitFor();
    expect(await violationsOf(refused.page)).toEqual([]);
    expect(refused.faults).toEqual([]);
    await refused.context.close();

    const open = await openInstance({ consoleDir, insecureHttp: true });
    const token = tokenIn(open.spoke.setupUrl ?? '');
    await open.visit().get('POST', '/auth/setup', { token, email: adaEmail, name: 'Ada', password });
    const allowed = await openTab(browser, {
      origin: `http://spoke.test:${new URL(open.spoke.url).port}`,
      expected: /^401 GET .*\/me/,
    });
    await signInBy(allowed.page);
    await atHome(allowed.page);
    await allowed.page.reload();
    await atHome(allowed.page);
    expect(allowed.faults).toEqual([]);
    await browser.close();
    await open.close();
  });

  async function signInBy(page: Page): Promise<void> {
    await page.goto('/');
    await page.getByLabel('E-mail').fill(adaEmail);
    await page.getByLabel('Password *').fill(password);
    await page.keyboard.press('Enter');
  }

  test('a session that the browser does not keep is told, instead of asking again', async () => {
    const { page, context } = await stage.tab();
    await page.route('**/api/v1/auth/sign-in', async (route) => {
      const answer = await route.fetch();
      await context.clearCookies();
      const { 'set-cookie': _lost, ...headers } = answer.headers();
      await route.fulfill({ response: answer, headers });
    });
    await signInBy(page);
    await page.getByText('Your browser did not keep the session').waitFor();
    await context.close();
  });

  test.each([360, 1440])('nothing is wider than the page (%d px)', async (width) => {
    const tab = await stage.tab({ width });
    for (const path of ['/sign-in', '/sign-up', '/setup', '/forgotten-password', '/reset-password', '/invitation']) {
      await tab.page.goto(path);
      await tab.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await isWiderThanPage(tab), path).toBe(false);
      expect(await violationsOf(tab.page), path).toEqual([]);
    }
    expect(tab.faults).toEqual([]);
    await tab.context.close();
  });
});
