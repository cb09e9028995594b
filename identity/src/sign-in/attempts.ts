import { encodeUtf8, sha256Hex, WheelhouseError } from '@wheelhouse/protocol';

const minuteMs = 60_000;

/** How often one may try, over all processes of a server. */
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

/** One count that an attempt takes. */
export interface Take {
  readonly bucket: string;
  readonly allowed: number;
  readonly windowMs: number;
}

/** `remaining` is -1 where the bucket is used up; `resetAt` is in milliseconds since the epoch. */
export type TakeAnswer = { readonly remaining: number; readonly resetAt: number } | null;

/** How audit rows name an address: what was typed into that field may be anything. */
export function addressDigest(email: string): string {
  return sha256Hex(encodeUtf8(email)).slice(0, 16);
}

/** What any attempt to sign in takes. */
export function attemptTakes(limits: SignInLimits, ip: string): Take[] {
  return [{ bucket: `sign-in:ip:${ip}`, allowed: limits.perIp, windowMs: minuteMs }];
}

/** A password tried for an address, whether or not there is such an account. */
export function passwordTakes(limits: SignInLimits, email: string, ip: string): Take[] {
  const account = sha256Hex(encodeUtf8(email));
  return [
    ...attemptTakes(limits, ip),
    {
      bucket: `sign-in:account-ip:${account}:${ip}`,
      allowed: limits.perAccountAndIp,
      windowMs: 15 * minuteMs,
    },
    { bucket: `sign-in:account:${account}`, allowed: limits.perAccount, windowMs: 60 * minuteMs },
  ];
}

/** A mail that anybody may cause to an address. */
export function mailTakes(limits: SignInLimits, email: string, ip: string): Take[] {
  const account = sha256Hex(encodeUtf8(email));
  const mail = { bucket: `sign-in:mail:${account}`, allowed: limits.mailsPerAddress, windowMs: 60 * minuteMs };
  return [...attemptTakes(limits, ip), mail];
}

/** A code of a person's second factor: six digits must not be guessed by starting over and over. */
export function factorTakes(limits: SignInLimits, userId: string, ip: string): Take[] {
  const factor = { bucket: `sign-in:factor:${userId}`, allowed: limits.factorsPerAccount, windowMs: 60 * minuteMs };
  return [...attemptTakes(limits, ip), factor];
}

/**
 * Counts an attempt, before anything is looked up or hashed. `count` commits each take by itself: a refusal by a later
 * bucket must not give back what an earlier one counted.
 * @throws WheelhouseError RATE_LIMITED; UNAVAILABLE where it cannot be counted: signing in fails closed
 */
export async function takeAttempts(takes: readonly Take[], count: (take: Take) => Promise<TakeAnswer>): Promise<void> {
  for (const take of takes) {
    const answer = await count(take).catch((cause: unknown) => {
      throw new WheelhouseError('UNAVAILABLE', 'attempts cannot be counted now', { cause });
    });
    if (answer === null || answer.remaining >= 0) continue;
    throw new WheelhouseError('RATE_LIMITED', 'too many attempts', { details: { resetAt: answer.resetAt } });
  }
}
