/** How long an invitation can be accepted after it was sent. */
export const invitationLifetimeMs = 7 * 86_400_000;

/** An invitation as stored. */
export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

export type InvitationState = 'open' | 'accepted' | 'revoked' | 'expired';

export function stateOf(row: InvitationRow, now: number): InvitationState {
  if (row.acceptedAt !== null) return 'accepted';
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt.getTime() <= now ? 'expired' : 'open';
}

/** What a token says, its signature verified. */
export interface InvitationClaims {
  readonly kind: 'workspace' | 'organization';
  /** Of the workspace or organization. */
  readonly scopeId: string;
  readonly invitationId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: string;
  /** How often it had been sent when this token was made: an older mail's token is worth nothing. */
  readonly sends: number;
}

export interface AcceptanceFacts {
  readonly claims: InvitationClaims;
  readonly row: (InvitationRow & { readonly sends: number }) | null;
  /** Of who accepts: the address they have proved to hold, lower case. */
  readonly email: string;
  readonly isMember: boolean;
}

/** Whether an invitation may be accepted. Everything that is wrong with it looks alike, except being in already. */
export function decideAcceptance(facts: AcceptanceFacts, now: number): 'accept' | 'invalid' | 'member' {
  const { claims, row, email } = facts;
  if (row === null || stateOf(row, now) !== 'open') return 'invalid';
  // The row decides; a token that says otherwise was made for what the row was before.
  if (claims.email !== row.email || claims.role !== row.role || claims.sends !== row.sends) return 'invalid';
  if (email !== row.email) return 'invalid';
  return facts.isMember ? 'member' : 'accept';
}
