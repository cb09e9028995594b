import { createPasswordHasher, defaultSignInLimits, openGate } from '@wheelhouse/identity';
import { createSessionCookies } from '@wheelhouse/server';
import type { HubConfig } from '../config.ts';
import type { HubContext } from '../hub-context.ts';
import type { OperatorDeps } from './deps.ts';

/** Attempts to sign in that one process works on, and lets wait, at once. */
const entrance = { concurrency: 8, maxWaiting: 32 };

/** What signing in at the hub is made of. */
export function openOperators(
  config: HubConfig,
  { db, directory, now, address }: Pick<HubContext, 'db' | 'directory' | 'now' | 'address'>,
): OperatorDeps {
  const { publicUrl, insecureHttp } = config;
  return {
    db,
    directory,
    now,
    hasher: createPasswordHasher(),
    cookies: createSessionCookies({
      name: 'wh_hub_session',
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(insecureHttp === undefined ? {} : { insecureHttp }),
    }),
    entrance: openGate(entrance),
    limits: { ...defaultSignInLimits, ...config.signInLimits },
    publicUrl: () => address().url,
  };
}
