import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { InvitationClaims } from './invitation-rules.ts';

/** Signs what an invitation says, for the link in its mail. */
export interface InvitationTokens {
  sign(claims: InvitationClaims, expiresAt: number): Promise<string>;
  /** Null for everything that was not signed here, or is over. */
  verify(token: string, now: number): Promise<InvitationClaims | null>;
}

/** What the mail of an invitation tells. */
export interface InvitationMail {
  readonly to: string;
  readonly organization: string;
  /** Absent: into the organization alone. */
  readonly workspace?: { readonly id: string; readonly name: string };
  /** The role's name. */
  readonly role: string;
  /** Name of who invites. */
  readonly invitedBy: string;
  /** Of the invitation's link. */
  readonly token: string;
}

export interface InvitationMailer {
  /** Queues the mail in the transaction of the invitation. */
  queue(tx: SpokeTx, mail: InvitationMail): Promise<void>;
}

export interface InvitationPorts {
  readonly tokens: InvitationTokens;
  readonly mailer: InvitationMailer;
}
