import type { FleetGrantView } from '@wheelhouse/protocol/api/hub';

/** A workspace whose runs the console may end. */
export interface Reach {
  readonly instanceId: FleetGrantView['issuer'];
  readonly workspaceId: FleetGrantView['workspaceId'];
  /** It may also keep everybody there from starting runs. */
  readonly mayLock: boolean;
}

/** What live grants let a grantee stop; one entry for each workspace. Pure. */
export function reachOf(grants: readonly FleetGrantView[], now: number): Reach[] {
  const found = new Map<string, Reach>();
  for (const grant of grants) {
    if (grant.revokedAt !== null || grant.exp <= now || !grant.verbs.includes('agent.kill_all')) continue;
    const key = `${grant.issuer}:${grant.workspaceId}`;
    const mayLock = grant.verbs.includes('agent.kill:any') || found.get(key)?.mayLock === true;
    found.set(key, { instanceId: grant.issuer, workspaceId: grant.workspaceId, mayLock });
  }
  return [...found.values()];
}
