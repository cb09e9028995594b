import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, type Tab } from './browser.ts';
import { provoked, testStates } from './forced-states.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';
import { workspaceScreens } from './workspace-screens.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`the states of${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let tab: Tab;
  let page: Page;
  let run: string;
  beforeAll(async () => {
    stage = await openStage();
    const { ada, home } = stage;
    const spawn = async (steps: object[]): Promise<string> =>
      (await ada.get<{ runId: string }>('POST', '/runs', { agent: 'embedded', task: { steps } })).runId;
    run = await spawn([{ do: 'run', argv: ['echo', 'the run said this'] }]);
    await spawn([{ do: 'approve', question: 'May I?' }]);
    await ada.get('POST', '/agents', { name: 'idler', runtime: 'process', config: { argv: ['true'] } });
    await ada.get('POST', '/teams', { name: 'Night shift' });
    await ada.get('POST', `/workspaces/${home}/invitations`, { email: 'ida@acme.test', role: 'developer' });
    await ada.get('POST', '/keys', { name: 'a key for scripts' });
    await ada.get('POST', '/service-accounts', { name: 'nightly' });
    await ada.get('POST', '/secrets', { name: 'DEPLOY_TOKEN', value: 'not to be seen' });
    await until('one has ended and the other waits', async () => {
      const runs = await ada.get<{ state: string }[]>('GET', '/runs');
      return ['succeeded', 'waiting'].every((wanted) => runs.some(({ state }) => state === wanted));
    });
    tab = await stage.tabAs(adaEmail, `/w/${home}`, { expected: provoked });
    page = tab.page;
  });
  afterAll(() => stage.close());

  describe.each(workspaceScreens)('$name', (screen) => {
    testStates(screen, () => ({
      tab,
      origin: stage.origin,
      addressOf: ({ path }) => `/w/${stage.home}${path.replace(':run', run)}`,
      of: 'of this workspace',
      help: 'An owner or administrator of the workspace can give you a role that may',
    }));
  });

  test('a log says that it is being read, and a search without a find how to see all', async () => {
    const { home } = stage;
    await page.goto(`/w/${home}/runs/${run}`);
    await page.getByRole('main').getByText('the run said this').first().waitFor();
    await page.getByLabel('Find in the output').fill('never said');
    await page.getByText('clear the field above to see all').waitFor();
    await page.routeWebSocket(/\/api\/v1\/live/, () => undefined);
    await page.reload();
    await page.getByText('Reading what it said').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(tab.faults).toEqual([]);
  });

  test('the outbox of an instance that sends its mail says so', async () => {
    const error = { code: 'NOT_AUTHORIZED', message: 'no outbox here', details: {} };
    await page.route(/\/dev\/outbox$/, (route) =>
      route.fulfill({ status: 404, json: { error, meta: { requestId: 'r-1', timestamp: '' } } }),
    );
    await page.goto(`/w/${stage.home}/outbox`);
    await page.getByText('This instance sends its mail').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.unrouteAll();
    expect(tab.faults).toEqual([]);
  });

  test('a screen whose script does not come says so, and comes once the script does', async () => {
    const own = await stage.tabAs(adaEmail, `/w/${stage.home}`, { expected: /^401 GET .*\/me|\/assets\/teams-/ });
    await own.page.route(/\/assets\/teams-.*\.js$/, (route) => route.abort());
    await own.page.goto(`/w/${stage.home}/teams`);
    const alert = own.page.getByRole('main').getByRole('alert');
    await alert.getByText('A part of it did not come').waitFor();
    expect(await violationsOf(own.page)).toEqual([]);
    await own.page.unrouteAll();
    await alert.getByRole('button', { name: 'Load the page again' }).click();
    await own.page.getByRole('main').getByText('Night shift').waitFor();
    expect(own.faults).toEqual([]);
    await own.context.close();
  });

  test('a page that cannot ask who somebody is says what the server said', async () => {
    const expected = /^401 GET .*\/me|^500 GET |^console: ApiError/;
    const own = await stage.tabAs(adaEmail, `/w/${stage.home}`, { expected });
    await own.page.route(/\/api\/v1\/me$/, (route) =>
      route.fulfill({
        status: 500,
        headers: { 'x-request-id': 'r-7' },
        json: {
          error: { code: 'INTERNAL', message: 'it went wrong', details: {} },
          meta: { requestId: 'r-7', timestamp: '' },
        },
      }),
    );
    await own.page.goto(`/w/${stage.home}/teams`);
    await own.page.getByRole('alert').getByText('it went wrong (INTERNAL, request r-7).').waitFor();
    expect(await violationsOf(own.page)).toEqual([]);
    await own.page.unrouteAll();
    await own.page.getByRole('button', { name: 'Load the page again' }).click();
    await own.page.getByRole('main').getByText('Night shift').waitFor();
    expect(own.faults).toEqual([]);
    await own.context.close();
  });

  test('a guest is told by the server itself which permission a screen needs', async () => {
    await stage.join('gil@acme.test', 'guest');
    const {
      page: theirs,
      context,
      faults,
    } = await stage.tabAs('gil@acme.test', `/w/${stage.home}/members`, {
      expected: /^401 GET .*\/me|^404 GET /,
    });
    await theirs.getByText('members:read', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});
