import type { Gate, PasswordHasher, SignInLimits } from '@wheelhouse/identity';
import type { HubDb } from '@wheelhouse/prisma/hub';
import type { SessionCookies } from '@wheelhouse/server';
import type { Directory } from '../directory/directory.ts';

/** What operators' accounts and their signing in need. */
export interface OperatorDeps {
  readonly db: HubDb;
  readonly directory: Pick<Directory, 'policyRevision'>;
  readonly hasher: PasswordHasher;
  readonly cookies: SessionCookies;
  /** Before anything is looked up, so many attempts to sign in at once and no more; a flood costs nothing else. */
  readonly entrance: Gate;
  readonly limits: SignInLimits;
  /** Where operators reach the hub. */
  readonly publicUrl: () => string;
  readonly now: () => number;
}
