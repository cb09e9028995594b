/** How long a browser stays signed in, in milliseconds. */
export const sessionRules = {
  idleMs: 7 * 86_400_000,
  absoluteMs: 30 * 86_400_000,
  /** How stale "last seen" may be, so that a busy session does not cost a write for each request. */
  seenGranularityMs: 60_000,
} as const;

/** Whether a session still holds. Times are milliseconds since the epoch. */
export function isLiveSession(
  session: { readonly lastSeenAt: number; readonly expiresAt: number },
  now: number,
): boolean {
  return session.expiresAt > now && now - session.lastSeenAt < sessionRules.idleMs;
}
