/** As much of a grant as a kill-all asks about. */
export interface StopGrant {
  readonly issuer: string;
  readonly workspaceId: string;
  readonly verbs: readonly string[];
  /** Milliseconds since the epoch, as `exp`. */
  readonly revokedAt: number | null;
  readonly exp: number;
}

/** A workspace whose runs the holder of grants may end. */
export interface Reach<Grant extends StopGrant> {
  readonly instanceId: Grant['issuer'];
  readonly workspaceId: Grant['workspaceId'];
  /** It may also keep everybody there from starting runs. */
  readonly mayLock: boolean;
}

/** What grants that hold now let their holder stop; one entry for each workspace. Pure. */
export function reachOf<Grant extends StopGrant>(grants: readonly Grant[], now: number): Reach<Grant>[] {
  const found = new Map<string, Reach<Grant>>();
  for (const { issuer, workspaceId, verbs, revokedAt, exp } of grants) {
    if (revokedAt !== null || exp <= now || !verbs.includes('agent.kill_all')) continue;
    const key = `${issuer}:${workspaceId}`;
    const mayLock = verbs.includes('agent.kill:any') || found.get(key)?.mayLock === true;
    found.set(key, { instanceId: issuer, workspaceId, mayLock });
  }
  return [...found.values()];
}
