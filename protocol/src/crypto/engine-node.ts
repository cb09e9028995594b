import type { CryptoEngine } from './engine.ts';
import { opensslEngine } from './engine-openssl.ts';
import { loadSodiumEngine } from './engine-sodium.ts';

let chosen: CryptoEngine | undefined;

/** sodium-native where it loads, else OpenSSL; chosen at first use. */
export function platformEngine(): CryptoEngine {
  chosen ??= loadSodiumEngine() ?? opensslEngine;
  return chosen;
}
