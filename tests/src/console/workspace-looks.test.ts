import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserMissing, type Tab } from './browser.ts';
import { faultsOfLook } from './fits.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

/** Sixty checks, on a machine that does other things too. */
const looksTimeoutMs = 120_000;

describe.skipIf(missing !== undefined)(`looks of a workspace${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.ada.get('POST', '/agents', { name: 'idler', runtime: 'process', config: { argv: ['true'] } });
    await stage.ada.get('POST', '/runs', { agent: 'idler' });
    await stage.ada.get('POST', '/keys', { name: 'build server' });
    await stage.ada.get('POST', '/service-accounts', { name: 'nightly' });
    await stage.ada.get('POST', '/secrets', { name: 'DEPLOY_TOKEN', value: 'x' });
    await stage.ada.get('POST', `/peers/${peer}/pin`, { fingerprint: 'ab'.repeat(32), name: 'north' });
    await stage.ada.get('POST', '/grants', { grantee: peer, verbs: ['agent.spawn'] });
  });
  afterAll(() => stage.close());

  const peer = '01a20ad0-24f4-7487-8817-3065d76be3b9';
  const pathOf = (screen: string): string => `/w/${stage.home}/${screen}`;
  const asAda = (screen: string, wish: Parameters<Stage['tabAs']>[2] = {}): Promise<Tab> =>
    stage.tabAs(adaEmail, pathOf(screen), wish);

  const all = [
    '',
    'runs',
    'runs?state=failed',
    'agents',
    'approvals',
    'members',
    'members?tab=invitations',
    'teams',
    'keys',
    'keys?tab=accounts',
    'secrets',
    'audit',
    'audit?log=instance',
    'federation',
    'federation?tab=instances',
    'federation?tab=grants',
    'federation?tab=commands',
    'settings',
    'settings?tab=runs',
    'settings?tab=organization',
    'settings?tab=stop',
    'profile',
    'outbox',
  ] as const;

  test.each(['light', 'dark'] as const)(
    'every screen fits 360 and 1440 px and hinders nobody (%s)',
    async (scheme) => {
      const { page, context, faults } = await asAda('keys', { scheme });
      for (const screen of all) {
        await page.goto(pathOf(screen));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        expect(await page.getByRole('alert').count(), screen).toBe(0);
        expect(await faultsOfLook(page), screen).toEqual([]);
      }
      expect(faults).toEqual([]);
      await context.close();
    },
    looksTimeoutMs,
  );
});
