import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands: SHA-1, six digits, 30 seconds. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const secretBytes = 20;
/** Steps that a clock may be off, either way. */
const window = 1;

/** A new shared secret. */
export function createTotpSecret(): Uint8Array {
  return new Secret({ size: secretBytes }).bytes;
}

/** How a person brings a secret into their app: typed, or as a QR code of the URI. */
export function describeTotp(
  secret: Uint8Array,
  label: { readonly issuer: string; readonly account: string },
): { readonly secret: string; readonly uri: string } {
  const totp = totpOf(secret, label);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The code of a moment, as an app shows it. */
export function totpCode(secret: Uint8Array, now: number): string {
  return totpOf(secret).generate({ timestamp: now });
}

/**
 * The 30-second step whose code this is, or null. A step that is not after `lastStep` does not count, so no code works
 * twice; whoever stores the step has to do so on condition that it still is after the stored one.
 */
export function findTotpStep(
  secret: Uint8Array,
  code: string,
  at: { readonly now: number; readonly lastStep: number },
): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret).validate({ token: code, timestamp: at.now, window });
  if (delta === null) return null;
  const step = Math.floor(at.now / 1000 / parameters.period) + delta;
  return step > at.lastStep ? step : null;
}

function totpOf(secret: Uint8Array, label?: { readonly issuer: string; readonly account: string }): TOTP {
  const bytes = new Uint8Array(secret);
  const named = label === undefined ? {} : { issuer: label.issuer, label: label.account };
  return new TOTP({ ...parameters, ...named, secret: new Secret({ buffer: bytes.buffer }) });
}
