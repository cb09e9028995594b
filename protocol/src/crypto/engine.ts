/**
 * What a platform's Ed25519 has to offer. An engine may be laxer than our rules: `verify` is only called after the
 * shape checks of verify-strict.ts, and all engines give equal verdicts behind them (tested).
 */
export interface CryptoEngine {
  readonly name: 'sodium-native' | 'node:crypto' | 'tweetnacl';
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Without holding the event loop: on a thread pool, or in short slices. */
  verifyAsync(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  publicKeyOf(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array;
  randomBytes(count: number): Uint8Array;
}
