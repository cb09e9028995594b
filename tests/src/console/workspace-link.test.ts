import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { browserMissing } from './browser.ts';
import { openHubPlace, type HubPlace } from './hub-place.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

describe.skipIf(missing !== undefined)(`the link of a spoke${missing === undefined ? '' : ` (${missing})`}`, () => {
  let place: HubPlace;
  let stage: Stage;
  let isHubOpen = true;
  beforeAll(async () => {
    place = await openHubPlace();
    const wish = { nameHint: 'north', autoApprove: true };
    const { token } = await place.ada.get<{ token: string }>('POST', '/join-tokens', wish);
    stage = await openStage({ name: 'north', joinToken: token });
  });
  afterAll(async () => {
    await stage.close();
    if (isHubOpen) await place.close();
  });

  test('is shown up, and with the hub away down since when, with what waits; all else goes on', async () => {
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/federation`);
    const link = page.getByRole('region', { name: 'Link to the hub' });
    await link.getByText('Up', { exact: true }).waitFor();
    await link.getByText(place.origin.replace('http', 'ws')).or(link.getByText(place.origin)).first().waitFor();
    await link.getByText('nothing', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'What leaves this machine' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await place.close();
    isHubOpen = false;
    await link.getByText(/^(Down|Connecting)$/).waitFor();
    await link.getByText(/since .*Everything local works/).waitFor();
    const peer = '01a20ad0-24f4-7487-8817-3065d76be3b9';
    await stage.ada.get('POST', `/peers/${peer}/pin`, { fingerprint: 'ab'.repeat(32), name: 'south' });
    await stage.ada.get('POST', '/grants', { grantee: peer, verbs: ['agent.spawn'] });
    await link.getByText(/^\d+ messages?/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByText(adaEmail).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });
});
