import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';

/** What a screen does not keep to, at both widths: it scrolls sideways nowhere and hinders nobody. Empty = all is well. */
export async function faultsOfLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const tooWide = await tooWideOf(page);
    if (tooWide > 0)
      found.push(`at ${width} px the page is ${tooWide} px too wide: ${await page.evaluate<string>(widest)}`);
    found.push(...(await violationsOf(page)).map((violation) => `at ${width} px: ${violation}`));
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

// As text: the tests have no types of a page.
const excess = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** What is cut by no box of its own, such as a table that scrolls. */
const widest = `[...document.body.querySelectorAll('*')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .filter((one) => {
    for (let up = one.parentElement; up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return false;
    return true;
  })
  .map((one) => one.tagName + ' ' + one.textContent.slice(0, 30))
  .slice(0, 6)
  .join(' | ')`;

/** The navigation glides to its place: what is too wide for a moment is not. */
async function tooWideOf(page: Page): Promise<number> {
  const deadline = performance.now() + 3_000;
  for (;;) {
    const tooWide = await page.evaluate<number>(excess);
    if (tooWide <= 0 || performance.now() > deadline) return tooWide;
  }
}
