import type { Gate, LiveSealer, MailFrame, OidcClient, PasswordHasher, Sealer } from '@wheelhouse/identity';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { SessionCookies } from '@wheelhouse/server';
import type { InvitationTokens } from '../members/invitation-ports.ts';

/** What signing in and everything about people's accounts needs. */
export interface PeopleDeps {
  readonly db: SpokeDb;
  readonly sealer: Sealer;
  /** The keys behind {@link sealer}, their file, and whose turn it is to change both. */
  readonly ring: { readonly live: LiveSealer; readonly file: string; readonly turns: Gate };
  readonly hasher: PasswordHasher;
  readonly cookies: SessionCookies;
  /** Binds a sign-in at a provider to the browser that began it. */
  readonly flowCookies: SessionCookies;
  readonly oidc: OidcClient;
  /** Before anything is looked up, so many attempts to sign in at once and no more; a flood costs nothing else. */
  readonly entrance: Gate;
  readonly limits: SignInLimits;
  /** Says what an invitation's link says, where it holds. */
  readonly invitations: Pick<InvitationTokens, 'verify'>;
  /** The instance's name, and where people reach it: links in mails and providers' redirects lead there. */
  frame(): MailFrame;
  /** False = mail is kept for the development outbox. */
  readonly sendsMail: boolean;
  readonly now: () => number;
}

/** How often one may try, over all processes of the instance. */
export interface SignInLimits {
  /** Attempts of every kind from one address, in a minute. */
  readonly perIp: number;
  /** Passwords tried for one account from one address, in 15 minutes. */
  readonly perAccountAndIp: number;
  /** Passwords tried for one account from everywhere, in an hour. */
  readonly perAccount: number;
  /** Codes of a second factor tried for one account, in an hour. */
  readonly factorsPerAccount: number;
  /** Mails to one address, in an hour. */
  readonly mailsPerAddress: number;
}

export const defaultSignInLimits: SignInLimits = {
  perIp: 60,
  perAccountAndIp: 10,
  perAccount: 100,
  factorsPerAccount: 20,
  mailsPerAddress: 6,
};

export const sessionRules = {
  idleMs: 7 * 86_400_000,
  absoluteMs: 30 * 86_400_000,
  /** How stale "last seen" may be, so that a busy session does not cost a write for each request. */
  seenGranularityMs: 60_000,
} as const;
