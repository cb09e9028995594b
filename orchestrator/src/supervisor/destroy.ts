import { setTimeout as delay } from 'node:timers/promises';
import type { Containment } from '@wheelhouse/protocol';
import type { Contained } from './containment/contained.ts';
import type { KillVerification } from './types.ts';

/** Kills and looks, again and again, until nothing is alive or the time is up. Says what it saw last. */
export async function destroyContained(
  contained: Pick<Contained, 'killOnce' | 'listAlive'>,
  verifiedBy: Containment,
  deadlineMs: number,
): Promise<KillVerification> {
  const begunAt = performance.now();
  for (let passes = 1, pauseMs = 1; ; passes += 1, pauseMs = Math.min(pauseMs * 2, 50)) {
    contained.killOnce();
    // The kernel takes a moment to empty a namespace, and node to notice an exit.
    await delay(pauseMs);
    const survivors = contained.listAlive().length;
    const durationMs = Math.round(performance.now() - begunAt);
    if (survivors === 0 || durationMs >= deadlineMs) return { survivors, verifiedBy, passes, durationMs };
  }
}
