import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect, onTestFailed } from 'vitest';

/** What `npm test` builds before the tests; by hand: `npm run build:console`. */
export const consoleDir = fileURLToPath(new URL('../../../web/dist', import.meta.url));

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Why there can be no browser tests here, or undefined. */
export function browserMissing(): string | undefined {
  if (program === undefined) return 'there is no chromium: apt install chromium';
  if (!existsSync(consoleDir)) return 'the console is not built: npm run build:console';
  return undefined;
}

/** @param more of Chromium's own arguments, such as what a name resolves to */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: program ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}

/** One person at one browser, and everything that went wrong there. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and consoles, failed requests, requests to other origins: empty where all is well. */
  readonly faults: string[];
}

export interface TabWish {
  /** Where the pages are; everything else is another origin. */
  readonly origin: string;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  /** Answers of the server that the test provokes, such as a 401 before signing in. */
  readonly expected?: RegExp;
}

export async function openTab(browser: Browser, wish: TabWish): Promise<Tab> {
  const { origin, scheme = 'light', width = 1440, expected } = wish;
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const note = (fault: string): void => {
    if (expected?.test(fault) !== true) faults.push(fault);
  };
  page.on('pageerror', (error) => note(`script: ${error.message}`));
  page.on('console', (message) => {
    // The browser's own words about an answer; the answer is told below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      note(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) note(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  page.on('requestfailed', (request) => {
    // Leaving a page ends what it was asking for.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`failed: ${request.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(protocol) && host !== new URL(origin).host) note(`left the origin: ${request.url()}`);
  });
  const tab = { page, context, faults };
  tellOnFailure(tab);
  return tab;
}

/** What somebody would look at first: without it a failure on a machine that is gone cannot be understood. */
function tellOnFailure({ page, faults }: Tab): void {
  // A tab that is opened before all tests belongs to none of them.
  if (expect.getState().currentTestName === undefined) return;
  onTestFailed(async () => {
    const seen = await page
      .locator('body')
      .innerText({ timeout: 2_000 })
      .catch(() => 'the page is closed');
    const found = JSON.stringify(faults);
    process.stderr.write(`the page was ${page.url()}; faults: ${found}; it showed:\n${seen.slice(0, 2_000)}\n`);
  });
}
