import type {
  Gate,
  LiveSealer,
  MailFrame,
  OidcClient,
  PasswordHasher,
  Sealer,
  SignInLimits,
} from '@wheelhouse/identity';
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
