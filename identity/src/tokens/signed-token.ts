import { jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose';

/** What a token says; texts and numbers only. */
export type TokenClaims = Readonly<Record<string, string | number>>;

export interface TokenUse {
  /** What it is good for; a token of another purpose does not verify. */
  readonly purpose: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Signs what a link says, so that its store need not be asked about made-up ones. */
export interface TokenSigner {
  sign(claims: TokenClaims, use: TokenUse): Promise<string>;
  /** Null for everything that was not signed here for this purpose, or is over. */
  verify(token: string, expected: { readonly purpose: string; readonly now: number }): Promise<TokenClaims | null>;
}

const algorithm = 'HS256';

/** @param keys newest first: the first signs, every one verifies */
export function createTokenSigner(keys: readonly { readonly id: string; readonly key: Uint8Array }[]): TokenSigner {
  const keyOf = ({ kid }: JWTHeaderParameters): Uint8Array => {
    const found = keys.find(({ id }) => id === kid);
    if (found === undefined) throw new Error('the token names no key of the ring');
    return found.key;
  };
  return {
    async sign(claims, { purpose, expiresAt }) {
      const [newest] = keys;
      if (newest === undefined) throw new Error('the ring has no key');
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, kid: newest.id })
        .setAudience(purpose)
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .sign(newest.key);
    },
    async verify(token, { purpose, now }) {
      try {
        const options = { algorithms: [algorithm], audience: purpose, currentDate: new Date(now) };
        const { payload } = await jwtVerify(token, (header) => keyOf(header as JWTHeaderParameters), {
          ...options,
          requiredClaims: ['exp', 'aud'],
        });
        const { aud: _audience, exp: _expiry, ...claims } = payload;
        return claims as TokenClaims;
      } catch {
        return null;
      }
    },
  };
}
