import { attemptTakes, passwordTakes, takeAttempts, type Take } from '@wheelhouse/identity';
import type { OperatorDeps } from './deps.ts';

type LimitDeps = Pick<OperatorDeps, 'db' | 'limits'>;

/** @throws WheelhouseError RATE_LIMITED; UNAVAILABLE where it cannot be counted: signing in fails closed */
export async function takeAttempt(deps: LimitDeps, ip: string): Promise<void> {
  await take(deps, attemptTakes(deps.limits, ip));
}

/** The same for a password tried for an address, whether or not an operator has it. */
export async function takePasswordAttempt(deps: LimitDeps, email: string, ip: string): Promise<void> {
  await take(deps, passwordTakes(deps.limits, email, ip));
}

async function take({ db }: LimitDeps, takes: readonly Take[]): Promise<void> {
  await takeAttempts(takes, async ({ bucket, allowed, windowMs }) => {
    const [answer] = await db.run(
      (tx) => tx.$queryRaw<{ remaining: number; reset_at: bigint }[]>`
        SELECT remaining, reset_at FROM wheelhouse_take(${bucket}, ${allowed}::int, ${windowMs}::bigint)`,
    );
    return answer === undefined ? null : { remaining: answer.remaining, resetAt: Number(answer.reset_at) };
  });
}
