import { isRetryableClose } from '../codes.ts';

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * When to dial again: the first try at once, then full jitter under a ceiling that doubles from 0.5 to 30 s.
 * @param attempt failed tries since the link was last live, from 0
 * @param closeCode of the last session; null where none was opened
 * @param random in [0, 1)
 * @returns milliseconds to wait, or null where dialling again is pointless
 */
export function decideRedial(attempt: number, closeCode: number | null, random: number): number | null {
  if (closeCode !== null && !isRetryableClose(closeCode)) return null;
  if (attempt === 0) return 0;
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 16));
  return Math.round(random * ceiling);
}
