import { networkInterfaces } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, password, tokenIn, until, type Instance } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, consoleDir, openBrowser, openTab } from './browser.ts';
import { adaEmail, signIn } from './stage.ts';

const missing = browserMissing();
/** How other machines reach this one; undefined where there is no network. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

describe.skipIf(missing !== undefined)(`plain HTTP by a name${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let instance: Instance;
  let origin: string;
  let wide: Instance;
  beforeAll(async () => {
    const names = `MAP wheelhouse.test 127.0.0.1, MAP far.test ${outside ?? '127.0.0.1'}`;
    browser = await openBrowser([`--host-resolver-rules=${names}`]);
    wide = await openInstance({ consoleDir, host: '0.0.0.0' });
    instance = await openInstance({ consoleDir, insecureHttp: true });
    origin = `http://wheelhouse.test:${new URL(instance.spoke.url).port}`;
    const token = tokenIn(instance.spoke.setupUrl ?? '');
    await instance.visit().get('POST', '/auth/setup', { token, email: adaEmail, name: 'Ada', password });
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([instance.close(), wide.close()]);
  });

  test('that was allowed: one stays signed in, all is live, and every screen says that it is not encrypted', async () => {
    const tab = await signIn(await openTab(browser, { origin, expected: /^401 GET .*\/me/ }), adaEmail, '/');
    const { page, context, faults } = tab;
    await page.getByText('Not encrypted').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.reload();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByText('Nothing has run here yet').waitFor();
    await page.getByText('Not encrypted').waitFor();
    const ada = instance.visit();
    await ada.get('POST', '/auth/sign-in', { email: adaEmail, password });
    await ada.get('POST', '/runs', { agent: 'embedded', task: { steps: [{ do: 'run', argv: ['echo', 'hello'] }] } });
    // Told by the live socket: nobody asked anew.
    await until('the run is told of', async () => (await page.getByRole('row').count()) > 1);
    const cookies = await context.cookies();
    expect(cookies.map(({ name, secure, httpOnly }) => ({ name, secure, httpOnly }))).toEqual([
      { name: 'wh_session', secure: false, httpOnly: true },
    ]);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test.skipIf(outside === undefined)('from another machine is refused with what to do about it', async () => {
    const far = `http://far.test:${new URL(wide.spoke.url).port}`;
    const { page, context, faults } = await openTab(browser, { origin: far, expected: /^403 GET / });
    await page.goto('/');
    await page.getByText('use HTTPS, or allow plain HTTP by WH_INSECURE_HTTP').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});
