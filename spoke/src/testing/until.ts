import { setTimeout as pause } from 'node:timers/promises';

const defaultTimeoutMs = 15_000;
const pollMs = 10;

/** Waits for a condition; fails naming it. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting: ${what}`);
    await pause(pollMs);
  }
}
