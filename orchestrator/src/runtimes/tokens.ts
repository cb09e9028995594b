import type { ModelUsage } from './adapter.ts';

/** Counts of tokens without their price. */
export type Tokens = Omit<ModelUsage, 'costMicros'>;

export const tokenNames = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] as const;
export const noTokens: Tokens = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** Count by count. Pure. */
export function combineTokens(a: Tokens, b: Tokens, by: (x: number, y: number) => number): Tokens {
  return {
    inputTokens: by(a.inputTokens, b.inputTokens),
    outputTokens: by(a.outputTokens, b.outputTokens),
    cacheReadTokens: by(a.cacheReadTokens, b.cacheReadTokens),
    cacheWriteTokens: by(a.cacheWriteTokens, b.cacheWriteTokens),
  };
}
