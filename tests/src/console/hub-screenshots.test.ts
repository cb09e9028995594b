import { newId } from '@wheelhouse/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInstance, until, type Instance } from '../tenancy/instance.ts';
import { browserMissing, openBrowser, type Tab } from './browser.ts';
import { openGrantedSpoke, type GrantedSpoke } from './granted-spoke.ts';
import { spawnText } from './hub-commands.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';
import { keepPicture } from './pictures.ts';

const missing = browserMissing();

const screens = [
  { name: 'hub-fleet', path: '/', heading: /^Fleet$/, there: 'unreachable' },
  { name: 'hub-runs', path: '/runs', heading: /^Runs$/, there: 'succeeded' },
  { name: 'hub-run', path: '/runs/:run', heading: /^embedded$/, there: 'ok  upload' },
  { name: 'hub-connections', path: '/connections', heading: /^Connections$/, there: 'active' },
  { name: 'hub-audit', path: '/audit', heading: /^Audit$/, there: 'command.relay' },
] as const;

const endless = {
  steps: [{ do: 'run' as const, argv: ['sh', '-c', 'while true; do echo "all quiet"; sleep 1; done'] }],
};
const tested = {
  steps: [{ do: 'run' as const, argv: ['sh', '-c', 'for n in upload resume retry cleanup; do echo "ok  $n"; done'] }],
};

describe.skipIf(missing !== undefined)(`pictures of the hub${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let place: HubPlace;
  let north: GrantedSpoke;
  let south: Instance;
  let tab: Tab;
  const run = newId(Date.now());
  beforeAll(async () => {
    [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
    north = await openGrantedSpoke(place, 'north', ['agent.spawn', 'agent.status', 'agent.kill']);
    const { token } = await place.ada.get<{ token: string }>('POST', '/join-tokens', { autoApprove: true });
    south = await openInstance({ name: 'south', joinToken: token, orchestrator: 'none' });
    const becomes = (id: string, wanted: string) =>
      until(`a run is ${wanted}`, async () => {
        const answer = await place.ada.call('GET', `/fleet/runs/${id}`);
        return JSON.stringify(answer).includes(`"state":"${wanted}"`);
      });
    const spawn = async (task: Parameters<typeof spawnText>[2]['task'], id: string): Promise<string> => {
      const envelope = spawnText(place, north, { agent: 'embedded', task }, id);
      await place.ada.get('POST', '/fleet/commands', { envelope });
      return id;
    };
    await becomes(await spawn(tested, run), 'succeeded');
    await becomes(await spawn(endless, newId(Date.now())), 'running');
    await until('south is linked', async () => {
      const rows = await place.ada.get<{ name: string; state: string }[]>('GET', '/instances');
      return rows.some(({ name, state }) => name === 'south' && state === 'active');
    });
    await south.spoke.close();
    tab = await place.open(browser);
    await tab.page.setViewportSize({ width: 1280, height: 800 });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await Promise.all([north.instance.close(), south.close()]);
    await place.close();
  });

  test.each(screens)(
    '$name',
    async ({ name, path, heading, there }) => {
      const { page, faults } = tab;
      await page.goto(path.replace(':run', run));
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.getByRole('main').getByText(there).filter({ visible: true }).first().waitFor();
      await keepPicture(page, name);
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
