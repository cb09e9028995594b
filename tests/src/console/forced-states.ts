import type { Locator, Page, Route } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import type { Tab } from './browser.ts';

/** A screen, and what it says in each of its states. */
export interface ScreenCase {
  readonly name: string;
  readonly path: string;
  /** What it reads, below the API's address. */
  readonly api: RegExp;
  /** As the states name it. */
  readonly what: string;
  /** None where a refusal is no matter of roles. */
  readonly permission?: string;
  /** Seen once it is there. */
  readonly there: string;
  /** Said where there is nothing, and what to do then; none where there is always something. */
  readonly empty: readonly string[];
  /** What asks for it anew, where coming back to the page does not. */
  readonly renewedBy?: string;
}

export interface ForcedPlace {
  readonly tab: Tab;
  readonly origin: string;
  addressOf(screen: ScreenCase): string;
  /** What the console is of, as it says itself. */
  readonly of: string;
  /** Who can help somebody who may not. */
  readonly help: string;
}

/** Answers that a test of states provokes. */
export const provoked = /^401 GET .*\/me|^(?:404|500) GET /;

const requestId = 'a-request-to-ask-about';

function refusal(status: number, code: string, details: object = {}): Parameters<Route['fulfill']>[0] {
  const body = JSON.stringify({
    error: { code, message: 'it went wrong', details },
    meta: { requestId, timestamp: '' },
  });
  return { status, headers: { 'x-request-id': requestId }, contentType: 'application/json', body };
}

/** Forces each state of a screen, by what the server answers, and looks for what it says then. */
export function testStates(screen: ScreenCase, place: () => ForcedPlace): void {
  const { api, what, there, permission, empty } = screen;
  const pageOf = (): Page => place().tab.page;
  // Choices of a filter are in the page too, out of sight.
  const content = () => pageOf().getByRole('main').getByText(there).filter({ visible: true }).first();
  const isIts = ({ origin, pathname, search }: URL): boolean =>
    origin === place().origin && pathname.startsWith('/api/v1/') && api.test(pathname + search);

  /** From now on the server answers as given; resolves with how it answers for itself again. */
  async function force(answer: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
    let isForced = true;
    await pageOf().route(isIts, (route) => (isForced ? answer(route) : route.continue()));
    return async () => {
      isForced = false;
      await pageOf().unroute(isIts);
    };
  }
  // What a failed test has forced is not the next one's.
  afterEach(() => pageOf().unrouteAll({ behavior: 'ignoreErrors' }));
  const open = () => pageOf().goto(place().addressOf(screen));

  const tryAgain = async (notice: Locator): Promise<void> => {
    // What asks by itself may have mended the page before somebody does.
    await notice
      .getByRole('button', { name: 'Try again' })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await content().waitFor();
    await notice.waitFor({ state: 'detached' });
  };

  test('while it is read; where that fails; and where what was read cannot be renewed', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const mend = await force(async (route) => {
      await released;
      await route.fulfill(refusal(500, 'INTERNAL'));
    });
    await open();
    try {
      await pageOf()
        .getByRole('status', { name: `loading ${what}` })
        .first()
        .waitFor();
      expect(await content().count()).toBe(0);
    } finally {
      // What is still held would hold up every test after this one.
      release();
    }
    const alert = pageOf()
      .getByRole('alert')
      .filter({ hasText: `The ${what} could not be read` })
      .first();
    await alert.getByText(requestId).waitFor();
    await alert.getByText('INTERNAL').waitFor();
    expect(await violationsOf(pageOf())).toEqual([]);
    await mend();
    await tryAgain(alert);

    const mendAgain = await force((route) => route.fulfill(refusal(500, 'INTERNAL')));
    await askAnew(pageOf(), screen);
    const notice = pageOf()
      .getByRole('status')
      .filter({ hasText: `The ${what} could not be read again` })
      .first();
    await notice.getByText('ago').waitFor();
    await content().waitFor();
    expect(await violationsOf(pageOf())).toEqual([]);
    await mendAgain();
    await tryAgain(notice);
    expect(place().tab.faults).toEqual([]);
  });

  if (permission !== undefined)
    test('where it is not permitted: which permission, and who can give it', async () => {
      const mend = await force((route) => route.fulfill(refusal(404, 'NOT_AUTHORIZED', { permission })));
      await open();
      const main = pageOf().getByRole('main');
      await main.getByText(`You may not see the ${what} ${place().of}`).first().waitFor();
      await main.getByText(permission, { exact: true }).first().waitFor();
      await main.getByText(place().help).first().waitFor();
      expect(await violationsOf(pageOf())).toEqual([]);
      await mend();
      expect(place().tab.faults).toEqual([]);
    });

  // One thing is never none.
  if (empty.length > 0)
    test('where there is nothing: what to do next', async () => {
      const body = JSON.stringify({ data: [], meta: { requestId, timestamp: '', page: { nextCursor: null } } });
      const mend = await force((route) => route.fulfill({ contentType: 'application/json', body }));
      await open();
      for (const words of empty) await pageOf().getByRole('main').getByText(words).first().waitFor();
      expect(await violationsOf(pageOf())).toEqual([]);
      await mend();
      expect(place().tab.faults).toEqual([]);
    });
}

/** Minutes later somebody asks for it again, or comes back to the page, which asks by itself. */
async function askAnew(page: Page, { renewedBy }: ScreenCase): Promise<void> {
  await page.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 120_000;
  });
  if (renewedBy === undefined) await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  else await page.getByRole('button', { name: renewedBy }).click();
}
