import { join } from 'node:path';
import {
  createOidcClient,
  createLiveSealer,
  createPasswordHasher,
  defaultSignInLimits,
  openGate,
  loadOrCreateKeyRing,
  type PasswordHasher,
  type SignInLimits,
} from '@wheelhouse/identity';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { createSessionCookies } from '@wheelhouse/server';
import type { SpokeConfig } from '../config.ts';
import { openInvitations } from '../members/open-invitations.ts';
import type { PeopleDeps } from './deps.ts';

export interface PeopleTuning {
  readonly limits?: Partial<SignInLimits>;
  readonly hasher?: PasswordHasher;
}

/** Attempts to sign in that one process works on, and lets wait, at once. */
const entrance = { concurrency: 8, maxWaiting: 32 };

export interface OpenPeopleDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
  readonly tuning: PeopleTuning;
  /** Where the spoke answers, known once it listens. */
  ownUrl(): string;
}

/**
 * Opens the instance's secrets key and what signing in is made of.
 * @throws Error where the secrets key file is damaged or readable by others
 */
export async function openPeople(config: SpokeConfig, deps: OpenPeopleDeps): Promise<PeopleDeps> {
  const { db, now, tuning } = deps;
  const ringFile = config.secretsKeyFile ?? join(config.instanceDir, 'secrets.key');
  const live = createLiveSealer(await loadOrCreateKeyRing(ringFile, now()));
  const { sealer } = live;
  const { publicUrl, insecureHttp } = config;
  const where = {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(insecureHttp === undefined ? {} : { insecureHttp }),
  };
  return {
    db,
    now,
    sealer,
    ring: { live, file: ringFile, turns: openGate({ concurrency: 1, maxWaiting: 4 }) },
    invitations: openInvitations(sealer).tokens,
    hasher: tuning.hasher ?? createPasswordHasher(),
    cookies: createSessionCookies(where),
    flowCookies: createSessionCookies({ ...where, name: 'wh_oidc' }),
    oidc: createOidcClient({ allowInternalIssuers: config.allowInternalIssuers === true }),
    entrance: openGate(entrance),
    limits: { ...defaultSignInLimits, ...tuning.limits },
    frame: () => ({ instance: config.name, publicUrl: publicUrl ?? deps.ownUrl() }),
    sendsMail: config.smtpUrl !== undefined,
  };
}
