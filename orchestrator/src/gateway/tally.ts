import { costOf, findPrice } from './prices.ts';
import type { PriceEntry } from './prices.ts';
import { bytesPerToken } from './request-facts.ts';
import type { RequestFacts } from './request-facts.ts';
import type { AnswerUsage } from './types.ts';
import type { Reading, TokenCount } from './usage/reading.ts';

/** Tokens that a fast model writes in a second; for an answer that was cut while nothing of it could be seen. */
const outputTokensPerSecond = 100;

/**
 * What an answer used: as the provider counted it, else an estimate, which is never zero.
 * @param elapsedMs since the request was sent
 */
export function usageOf(
  reading: Reading,
  facts: RequestFacts,
  prices: readonly PriceEntry[],
  elapsedMs: number,
): AnswerUsage {
  const count = reading.isCounted ? reading.count : estimate(reading, facts, elapsedMs);
  // The provider knows best who answered: the name in a request may be an alias, or be read differently there.
  const named = reading.model ?? facts.model;
  const price = findPrice(named, prices) ?? findPrice(facts.model, prices);
  return {
    source: reading.isCounted ? 'gateway' : 'estimate',
    model: named,
    inputTokens: count.inputTokens,
    outputTokens: count.outputTokens,
    cacheReadTokens: count.cacheReadTokens,
    cacheWriteTokens: count.cacheWriteTokens,
    costMicros: price === null || facts.premium !== null ? null : costOf(price, count),
  };
}

function estimate(reading: Reading, facts: RequestFacts, elapsedMs: number): TokenCount {
  const { count, visibleLength } = reading;
  const isInputKnown = count.inputTokens + count.cacheReadTokens + count.cacheWriteTokens > 0;
  // A model that thinks where nobody sees it is paid for its thoughts.
  const unseen = Math.min(facts.maxOutputTokens, Math.ceil((elapsedMs / 1000) * outputTokensPerSecond));
  const written = visibleLength > 0 ? Math.ceil(visibleLength / bytesPerToken) : unseen;
  return {
    ...count,
    inputTokens: isInputKnown ? count.inputTokens : facts.likelyInputTokens,
    outputTokens: Math.max(1, count.outputTokens, written),
  };
}
