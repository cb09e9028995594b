import type { CryptoEngine } from './engine.ts';
import { tweetnaclEngine } from './engine-tweetnacl.ts';

export function platformEngine(): CryptoEngine {
  return tweetnaclEngine;
}
