import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves when `condition` holds; looks every 10 ms.
 * @throws Error after `timeoutMs` (default 10,000)
 */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain`);
    await delay(10);
  }
}
