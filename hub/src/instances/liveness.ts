import type { hubApi } from '@wheelhouse/protocol';
import type { z } from 'zod';

/** After a start nobody is called lost for so long: the spokes first have to find their way back. */
export const graceAfterStartMs = 5 * 60_000;

/** How a spoke's link looks from this node, given its last session. */
export function decideLiveness(
  link: { readonly isHere: boolean; readonly disconnectedAt: Date | null; readonly leaseUntil: Date } | null,
  hub: { readonly startedAt: number; readonly limits: { readonly lostAfterMs: number } },
  now: number,
): z.infer<typeof hubApi.Liveness> {
  if (link === null) return 'never';
  const leaseUntil = link.leaseUntil.getTime();
  if (link.isHere || (link.disconnectedAt === null && leaseUntil > now)) return 'live';
  const goneAt = endedAt(link);
  const isJudged = now - hub.startedAt > graceAfterStartMs;
  return isJudged && now - goneAt > hub.limits.lostAfterMs ? 'lost' : 'unknown';
}

/** When a link that is over ended: as it was noted, or when its lease ran out. Milliseconds since the epoch. */
export function endedAt(link: { readonly disconnectedAt: Date | null; readonly leaseUntil: Date }): number {
  const leaseUntil = link.leaseUntil.getTime();
  return Math.min(leaseUntil, link.disconnectedAt?.getTime() ?? leaseUntil);
}
