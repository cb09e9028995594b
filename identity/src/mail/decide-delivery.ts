/** What becomes of a mail after an attempt. */
export type Delivery = { readonly state: 'queued'; readonly waitMs: number } | { readonly state: 'failed' };

/** A try at once, then after 10 s, a minute, ten minutes, an hour, and three hours after that: four hours in all. */
const waitsMs = [10_000, 60_000, 600_000, 3_600_000, 3 * 3_600_000];

/**
 * Whether and when a mail that was not taken is tried again. A server's permanent refusal (5xx) ends it; anything else
 * may pass.
 * @param attempts how many were made, this one included
 */
export function decideDelivery(attempts: number, failure: unknown): Delivery {
  const { responseCode } = (failure ?? {}) as { readonly responseCode?: unknown };
  const permanent = typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
  const waitMs = waitsMs[attempts - 1];
  return permanent || waitMs === undefined ? { state: 'failed' } : { state: 'queued', waitMs };
}
