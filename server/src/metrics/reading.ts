export interface ReadingOptions {
  /** How old an answer may be. */
  readonly maxAgeMs?: number;
  readonly timeoutMs?: number;
  /** Milliseconds, never going back. */
  readonly now?: () => number;
}

/**
 * A reading that several gauges share: however many scrapers ask, the store is asked once in `maxAgeMs`, and by one at a
 * time. A store that does not answer in time is not waited for.
 */
export function sharedReading<T>(read: () => Promise<T>, options: ReadingOptions = {}): () => Promise<T> {
  const { maxAgeMs = 5_000, timeoutMs = 2_000, now = () => performance.now() } = options;
  let kept: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (kept === null || now() - kept.at > maxAgeMs) {
      const value = within(read(), timeoutMs);
      // Whoever asked is told; a failure that nobody waits for must not end the process.
      value.catch(() => undefined);
      kept = { at: now(), value };
    }
    return kept.value;
  };
}

async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a reading took too long')), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
