import { permits, type Code, type spokeApi } from '@wheelhouse/protocol';

type TeamRole = spokeApi.TeamRole;

export interface TeamFacts {
  readonly actor: {
    readonly userId: string;
    readonly permissions: readonly string[];
    /** In the team; null = not in it. */
    readonly role: TeamRole | null;
  };
  readonly owners: number;
}

/** Who manages teams acts as an owner of each. */
function rankOf({ actor }: TeamFacts): 'owner' | 'admin' | 'none' {
  if (permits(actor.permissions, 'teams:manage') || actor.role === 'owner') return 'owner';
  return actor.role === 'admin' ? 'admin' : 'none';
}

/** Name, description, metadata: owners and admins of the team. */
export function mayEdit(facts: TeamFacts): boolean {
  return rankOf(facts) !== 'none';
}

/** Owners of the team. */
export function mayDelete(facts: TeamFacts): boolean {
  return rankOf(facts) === 'owner';
}

export interface TeamTarget {
  readonly userId: string;
  /** Null = not in the team yet. */
  readonly role: TeamRole | null;
}

/** Whether a person may get a role in the team: admins deal with members only, nobody with themselves. */
export function decideTeamRole(facts: TeamFacts, target: TeamTarget, role: TeamRole): Code | null {
  const rank = rankOf(facts);
  if (rank === 'none') return 'NOT_AUTHORIZED';
  if (target.role !== null && target.userId === facts.actor.userId) return 'OWN_ROLE';
  if (rank === 'admin' && (role !== 'member' || (target.role !== null && target.role !== 'member')))
    return 'MORE_THAN_HELD';
  return target.role === 'owner' && role !== 'owner' && facts.owners <= 1 ? 'LAST_OWNER' : null;
}

/** Whether a person may be taken out of the team, or may leave it. */
export function decideTeamRemoval(facts: TeamFacts, target: TeamTarget): Code | null {
  const isSelf = target.userId === facts.actor.userId;
  const rank = rankOf(facts);
  if (!isSelf && rank === 'none') return 'NOT_AUTHORIZED';
  if (target.role === 'owner' && facts.owners <= 1) return 'LAST_OWNER';
  return !isSelf && rank === 'admin' && target.role !== 'member' ? 'MORE_THAN_HELD' : null;
}
