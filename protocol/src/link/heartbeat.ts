/** Any inbound frame is a sign of life. All times in milliseconds of one monotonic clock. */
export interface HeartbeatState {
  readonly lastHeardAt: number;
  readonly lastPingAt: number;
}

export type HeartbeatDecision = 'wait' | 'ping' | 'dead';

/**
 * @param intervalMs as the hub announced it
 * @param jitter in [-1, 1]; spreads pings by ±20 % so that a fleet does not ping in step
 */
export function decideHeartbeat(
  state: HeartbeatState,
  now: number,
  options: { readonly intervalMs: number; readonly jitter: number },
): HeartbeatDecision {
  const { intervalMs, jitter } = options;
  // Three missed beats: 45 s at the default interval, the same share of any other.
  const deadAfterMs = intervalMs * 3;
  if (now - state.lastHeardAt >= deadAfterMs) return 'dead';
  const dueAfter = intervalMs * (1 + 0.2 * jitter);
  const quietFor = now - Math.max(state.lastHeardAt, state.lastPingAt);
  return quietFor >= dueAfter ? 'ping' : 'wait';
}
