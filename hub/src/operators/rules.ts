import type { Code, OperatorRole } from '@wheelhouse/protocol';

/** Somebody who acts on operators: one of them, or the key that was made with the hub, which counts as an owner. */
export interface Actor {
  /** Null for the hub's own key. */
  readonly operatorId: string | null;
  readonly role: OperatorRole;
}

export interface Target {
  readonly id: string;
  readonly role: OperatorRole;
}

/** Who may be what: only owners appoint, change or remove owners. Pure. */
export function mayAppoint(actor: Actor, role: OperatorRole): Code | null {
  return role === 'owner' && actor.role !== 'owner' ? 'MORE_THAN_HELD' : null;
}

/**
 * Why an operator may not be changed or removed, or null. `otherOwners` are those besides the target who are not disabled. Pure.
 * @param to the new role; null = removed or disabled
 */
export function decideChange(
  actor: Actor,
  target: Target,
  { to, otherOwners }: { readonly to: OperatorRole | null; readonly otherOwners: number },
): Code | null {
  if (actor.operatorId === target.id) return 'OWN_ROLE';
  if (target.role === 'owner' && actor.role !== 'owner') return 'MORE_THAN_HELD';
  if (target.role === 'owner' && to !== 'owner' && otherOwners === 0) return 'LAST_OWNER';
  return to === null ? null : mayAppoint(actor, to);
}
