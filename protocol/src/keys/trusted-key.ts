/** What a key may sign. `identity` signs only keysets and the request to join. */
export type KeyUse = 'identity' | 'link' | 'command' | 'grant';

/** A public key that was pinned, or that a pinned identity vouches for. Times are milliseconds since the epoch. */
export interface TrustedKey {
  readonly keyid: string;
  readonly publicKey: Uint8Array;
  readonly use: KeyUse;
  readonly nbf: number;
  readonly exp: number;
  readonly revokedAt?: number;
}
