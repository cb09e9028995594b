import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { violationsOf } from './axe.ts';
import { browserMissing, openBrowser, openTab, type Tab } from './browser.ts';
import { readLog } from './log-reading.ts';
import { openSpokeProcess, type SpokeProcess } from './server-places.ts';
import { adaEmail, signIn } from './stage.ts';

const missing = browserMissing();

interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: { readonly text?: string };
}

describe.skipIf(missing !== undefined)(`an outage${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let spoke: SpokeProcess;
  beforeAll(async () => {
    browser = await openBrowser();
    spoke = await openSpokeProcess();
    const script = 'i=0; while :; do echo "line $i"; i=$((i+1)); sleep 0.02; done';
    const config = { argv: ['/bin/sh', '-c', script] };
    await spoke.ada.get('POST', '/agents', { name: 'counting', runtime: 'process', config });
  });
  afterAll(async () => {
    await browser.close();
    await spoke.close();
  });

  async function stored(run: string): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (;;) {
      const after = events.at(-1)?.seq ?? 0;
      const page = await spoke.ada.get<StoredEvent[]>('GET', `/runs/${run}/events?after=${after}&limit=1000`);
      if (page.length === 0) return events;
      events.push(...page);
    }
  }

  async function newest({ page }: Tab): Promise<number> {
    const text = await page.getByRole('log').innerText();
    return Math.max(-1, ...[...text.matchAll(/line (\d+)/g)].map(([, number]) => Number(number)));
  }

  test('of the spoke under an open log says so, and no line is lost or doubled once it is back', async () => {
    const { runId } = await spoke.ada.get<{ runId: string }>('POST', '/runs', {
      agent: 'counting',
      retry: { attempts: 2, delayMs: 200 },
    });
    const wish = {
      origin: spoke.origin,
      expected: /^401 GET .*\/me|^console: WebSocket connection|^failed: .*\/api\/v1\//,
    };
    const tab = await signIn(await openTab(browser, wish), adaEmail, `/w/${spoke.home}/runs/${runId}`);
    const { page, context, faults } = tab;
    await until('it is followed', async () => (await newest(tab)) > 60);
    await spoke.kill();
    await page.getByText(/connection to this instance is lost; trying again in \d+ s/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await spoke.start();
    await page.getByText('connection to this instance is lost').waitFor({ state: 'detached' });
    await until('it is tried again', async () => {
      const { state, attempt } = await spoke.ada.get<{ state: string; attempt?: number }>('GET', `/runs/${runId}`);
      return state === 'running' && attempt === 2;
    });
    const before = await page.getByRole('log').innerText();
    await until('the log goes on', async () => (await page.getByRole('log').innerText()) !== before);
    await spoke.ada.get('POST', `/runs/${runId}/kill`, { now: true });
    await page.getByText('killed', { exact: true }).first().waitFor();
    const said = (await stored(runId)).filter(({ type }) => type === 'log').map(({ data }) => data.text);
    const shown = await readLog(page);
    expect(shown.map(({ number }) => number)).toEqual(shown.map((_, index) => index + 1));
    expect(shown.map(({ text }) => text).filter((text) => text.startsWith('line '))).toEqual(said);
    expect(shown.filter(({ text }) => text.startsWith('attempt '))).toHaveLength(2);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);
});
