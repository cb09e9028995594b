import { sha256Hex, encodeUtf8, WheelhouseError } from '@wheelhouse/protocol';
import type { PeopleDeps } from './deps.ts';

const minuteMs = 60_000;

type LimitDeps = Pick<PeopleDeps, 'db' | 'limits'>;

/**
 * Counts an attempt to sign in, before anything is looked up or hashed.
 * @throws WheelhouseError RATE_LIMITED; UNAVAILABLE where it cannot be counted: signing in fails closed
 */
export async function takeAttempt(deps: LimitDeps, ip: string): Promise<void> {
  await take(deps, [{ bucket: `sign-in:ip:${ip}`, allowed: deps.limits.perIp, windowMs: minuteMs }]);
}

/** The same for a password tried for an address, whether or not there is such an account. */
export async function takePasswordAttempt(deps: LimitDeps, email: string, ip: string): Promise<void> {
  const { perIp, perAccountAndIp, perAccount } = deps.limits;
  const account = sha256Hex(encodeUtf8(email));
  await take(deps, [
    { bucket: `sign-in:ip:${ip}`, allowed: perIp, windowMs: minuteMs },
    { bucket: `sign-in:account-ip:${account}:${ip}`, allowed: perAccountAndIp, windowMs: 15 * minuteMs },
    { bucket: `sign-in:account:${account}`, allowed: perAccount, windowMs: 60 * minuteMs },
  ]);
}

/** The same for a mail that anybody may cause to an address. */
export async function takeMail(deps: LimitDeps, email: string, ip: string): Promise<void> {
  const account = sha256Hex(encodeUtf8(email));
  await take(deps, [
    { bucket: `sign-in:ip:${ip}`, allowed: deps.limits.perIp, windowMs: minuteMs },
    { bucket: `sign-in:mail:${account}`, allowed: deps.limits.mailsPerAddress, windowMs: 60 * minuteMs },
  ]);
}

/** The same for codes of a person's second factor: six digits must not be guessed by starting over and over. */
export async function takeFactorAttempt(deps: LimitDeps, userId: string, ip: string): Promise<void> {
  await take(deps, [
    { bucket: `sign-in:ip:${ip}`, allowed: deps.limits.perIp, windowMs: minuteMs },
    { bucket: `sign-in:factor:${userId}`, allowed: deps.limits.factorsPerAccount, windowMs: 60 * minuteMs },
  ]);
}

interface Take {
  readonly bucket: string;
  readonly allowed: number;
  readonly windowMs: number;
}

/** One transaction each: a refusal by a later bucket must not give back what an earlier one counted. */
async function take(deps: LimitDeps, takes: readonly Take[]): Promise<void> {
  for (const { bucket, allowed, windowMs } of takes) {
    const [answer] = await deps.db
      .withInstance(
        'limits',
        (tx) => tx.$queryRaw<{ remaining: number; reset_at: bigint }[]>`
          SELECT remaining, reset_at FROM wheelhouse_take(${bucket}, ${allowed}::int, ${windowMs}::bigint)`,
      )
      .catch((cause: unknown) => {
        throw new WheelhouseError('UNAVAILABLE', 'attempts cannot be counted now', { cause });
      });
    if (answer === undefined || answer.remaining >= 0) continue;
    throw new WheelhouseError('RATE_LIMITED', 'too many attempts', {
      details: { resetAt: Number(answer.reset_at) },
    });
  }
}
