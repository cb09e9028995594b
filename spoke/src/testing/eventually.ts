import { expect } from 'vitest';

const timeoutMs = 15_000;

/** `expect` about what is so in the end: patient, since a loaded machine is slow and nothing here is about time. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: timeoutMs, interval: 10 });
}
