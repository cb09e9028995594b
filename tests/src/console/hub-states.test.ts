import { newId } from '@wheelhouse/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing, openBrowser, type Tab } from './browser.ts';
import { provoked, testStates } from './forced-states.ts';
import { openGrantedSpoke, type GrantedSpoke } from './granted-spoke.ts';
import { forge, spawnText } from './hub-commands.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';
import { hubScreens } from './hub-screens.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(
  `at the hub, the states of${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let browser: Browser;
    let place: HubPlace;
    let north: GrantedSpoke;
    let tab: Tab;
    let run: string;
    beforeAll(async () => {
      [browser, place] = await Promise.all([openBrowser(), openHubPlace()]);
      north = await openGrantedSpoke(place, 'north', ['agent.spawn']);
      await place.ada.get('POST', '/keys', { name: 'a key for scripts' });
      run = newId(Date.now());
      const task = { steps: [{ do: 'run' as const, argv: ['/bin/true'] }] };
      const text = spawnText(place, north, { agent: 'embedded', task }, run);
      await place.ada.get('POST', '/fleet/commands', { envelope: text });
      const forged = await place.ada.call('POST', '/fleet/commands', { envelope: forge(text) });
      expect(forged.status).toBeGreaterThanOrEqual(400);
      await until('the run has succeeded', async () => {
        const found = await place.ada.get<{ state: string }>('GET', `/fleet/runs/${run}`).catch(() => undefined);
        return found?.state === 'succeeded';
      });
      await until('the hub has heard what north can run', async () => {
        const [agents] = await place.ada.get<{ catalogue: { machines: object[] } | null }[]>('GET', '/fleet/agents');
        return (agents?.catalogue?.machines.length ?? 0) > 0;
      });
      tab = await place.open(browser, { expected: provoked });
    });
    afterAll(async () => {
      await browser.close();
      await north.instance.close();
      await place.close();
    });

    describe.each(hubScreens)('$name', (screen) => {
      testStates(screen, () => ({
        tab,
        origin: place.origin,
        addressOf: ({ path }) => path.replace(':run', run).replace(':instance', north.id),
        of: 'of this hub',
        help: 'An owner of the hub can give you a role that may',
      }));
    });
  },
);
