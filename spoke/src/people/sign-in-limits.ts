import { attemptTakes, factorTakes, mailTakes, passwordTakes, takeAttempts, type Take } from '@wheelhouse/identity';
import type { PeopleDeps } from './deps.ts';

type LimitDeps = Pick<PeopleDeps, 'db' | 'limits'>;

/** @throws WheelhouseError RATE_LIMITED; UNAVAILABLE where it cannot be counted: signing in fails closed */
export async function takeAttempt(deps: LimitDeps, ip: string): Promise<void> {
  await take(deps, attemptTakes(deps.limits, ip));
}

/** The same for a password tried for an address, whether or not there is such an account. */
export async function takePasswordAttempt(deps: LimitDeps, email: string, ip: string): Promise<void> {
  await take(deps, passwordTakes(deps.limits, email, ip));
}

/** The same for a mail that anybody may cause to an address. */
export async function takeMail(deps: LimitDeps, email: string, ip: string): Promise<void> {
  await take(deps, mailTakes(deps.limits, email, ip));
}

/** The same for codes of a person's second factor. */
export async function takeFactorAttempt(deps: LimitDeps, userId: string, ip: string): Promise<void> {
  await take(deps, factorTakes(deps.limits, userId, ip));
}

async function take({ db }: LimitDeps, takes: readonly Take[]): Promise<void> {
  await takeAttempts(takes, async ({ bucket, allowed, windowMs }) => {
    const [answer] = await db.withInstance(
      'limits',
      (tx) => tx.$queryRaw<{ remaining: number; reset_at: bigint }[]>`
        SELECT remaining, reset_at FROM wheelhouse_take(${bucket}, ${allowed}::int, ${windowMs}::bigint)`,
    );
    return answer === undefined ? null : { remaining: answer.remaining, resetAt: Number(answer.reset_at) };
  });
}
