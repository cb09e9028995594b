import type { Page } from 'playwright-core';
import { until } from '../tenancy/instance.ts';

export interface SeenLine {
  readonly number: number;
  readonly text: string;
}

/** Every line that the log on the page has, read by scrolling through it from the first to the last. */
export async function readLog(page: Page): Promise<SeenLine[]> {
  const seen = new Map<number, string>();
  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  await until('the first line is in sight', async () => (await drawn(page)).lines[0]?.number === 1);
  for (let last = -1; ;) {
    const { lines, top } = await drawn(page);
    for (const { number, text } of lines) seen.set(number, text);
    if (top === last) break;
    last = top;
    await goOn(page);
  }
  return [...seen].map(([number, text]) => ({ number, text })).toSorted((a, b) => a.number - b.number);
}

function drawn(page: Page): Promise<{ readonly lines: readonly SeenLine[]; readonly top: number }> {
  return page.getByRole('log').evaluate((log) => ({
    top: log.scrollTop,
    lines: [...log.querySelectorAll('[data-index]')].map((line) => ({
      number: Number(line.querySelector('button')?.textContent),
      text: line.querySelector('span')?.textContent ?? '',
    })),
  }));
}

/** Down by a little less than what is in sight; resolves when that is drawn. */
function goOn(page: Page): Promise<void> {
  return page.getByRole('log').evaluate(
    (log) =>
      new Promise<void>((resolve) => {
        log.scrollBy(0, log.clientHeight - 60);
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}

/** The lines that somebody sees now, without those that are drawn above and below. */
export function linesInSight(page: Page): Promise<readonly SeenLine[]> {
  return page.getByRole('log').evaluate((log) => {
    const { top, bottom } = log.getBoundingClientRect();
    return [...log.querySelectorAll('[data-index]')]
      .filter((line) => line.getBoundingClientRect().bottom > top && line.getBoundingClientRect().top < bottom)
      .map((line) => ({
        number: Number(line.querySelector('button')?.textContent),
        text: line.querySelector('span')?.textContent ?? '',
      }));
  });
}
