import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('../../../docs/screens', import.meta.url));

/** More makes the repository heavy for everybody who clones it. */
const atMostBytes = 120 * 1024;

/** Draws what is shown where WHEELHOUSE_SCREENSHOTS is set; else only looks for the picture of that name. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const file = join(folder, `${name}.png`);
  if ((process.env['WHEELHOUSE_SCREENSHOTS'] ?? '') !== '') {
    await page.waitForLoadState('networkidle');
    // Marks glide to their places.
    await page.waitForTimeout(500);
    await mkdir(folder, { recursive: true });
    await writeFile(file, await page.screenshot());
  }
  const { size } = await stat(file);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThan(atMostBytes);
}
