import { coversAll, type Code } from '@wheelhouse/protocol';

/** A person, as far as rules about roles need them. */
export interface Holder {
  readonly userId: string;
  /** What they hold where the change is made. */
  readonly permissions: readonly string[];
}

/** Somebody whose role is about to change or end. */
export interface Target extends Holder {
  readonly isOwner: boolean;
}

export interface RoleFacts {
  readonly actor: Holder;
  readonly target: Target;
  /** Who made the workspace or organization; they stay its owner. */
  readonly creatorId: string | null;
  /** The target among them. */
  readonly owners: number;
}

/** A role that somebody shall get. */
export interface RoleWish {
  readonly isOwner: boolean;
  readonly permissions: readonly string[];
}

/**
 * Whether a role may be changed to another: not one's own, not away from the creator or the last owner, not of somebody
 * who holds more than the actor, and not to more than the actor holds. Null = it may.
 */
export function decideRoleChange(facts: RoleFacts, wish: RoleWish): Code | null {
  const { actor, target } = facts;
  if (actor.userId === target.userId) return 'OWN_ROLE';
  if (target.isOwner && !wish.isOwner && mustStayOwner(facts)) return 'LAST_OWNER';
  if (!coversAll(actor.permissions, target.permissions)) return 'MORE_THAN_HELD';
  return decideGrant(actor, wish);
}

/** Whether somebody may hand a role to a newcomer. */
export function decideGrant(actor: Holder, wish: RoleWish): Code | null {
  return coversAll(actor.permissions, wish.permissions) ? null : 'MORE_THAN_HELD';
}

/**
 * Whether a member may be removed, or may leave. Who holds everything that `outranked` names is out of reach of those who
 * do not: who only removes members does not remove those who manage them.
 */
export function decideRemoval(facts: RoleFacts, outranked: readonly string[]): Code | null {
  const { actor, target } = facts;
  if (target.isOwner && mustStayOwner(facts)) return 'LAST_OWNER';
  if (actor.userId === target.userId) return null;
  const isAbove = outranked.some(
    (permission) => coversAll(target.permissions, [permission]) && !coversAll(actor.permissions, [permission]),
  );
  return isAbove ? 'MORE_THAN_HELD' : null;
}

function mustStayOwner({ target, creatorId, owners }: RoleFacts): boolean {
  return target.userId === creatorId || owners <= 1;
}
