import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, findPrice, highestCost, openPriceList, priceOf } from './prices.ts';
import type { PriceEntry } from './prices.ts';
import { noTokens } from './usage/reading.ts';

const prices = openPriceList();
const entry = (changes: Partial<PriceEntry> = {}): PriceEntry => ({
  model: 'm',
  rates: { input: 1_000_000, output: 2_000_000, cacheRead: 100_000, cacheWrite: 1_250_000, cacheWriteHour: 2_000_000 },
  source: 'test',
  date: '2026-01-01',
  ...changes,
});

describe('finding a price', () => {
  test.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
    ['gpt-5-2025-08-07', 'gpt-5'],
    ['gpt-5.4-mini', 'gpt-5.4-mini'],
  ])('%s costs what %s costs', (model, listed) => {
    expect(findPrice(model, prices)?.model).toBe(listed);
  });

  test.each(['gpt-5-huge', 'gpt-5.9', 'claude-opus', 'claude-sonnet-4-5-turbo', '', 'toString'])(
    'nobody knows what %j costs, whatever it begins with',
    (model) => expect(priceOf(model, noTokens, prices)).toBeNull(),
  );

  test('the caller’s own prices come first, also for whole families', () => {
    const own = openPriceList([entry({ model: 'gpt-5' }), entry({ model: 'llama*' })]);
    expect(findPrice('gpt-5', own)?.source).toBe('test');
    expect(findPrice('llama-4:70b', own)?.model).toBe('llama*');
  });

  test('an entry that is none is refused', () => {
    expect(() => openPriceList([entry({ date: 'yesterday' })])).toThrow('date');
    expect(() => openPriceList([{ ...entry(), rates: { ...entry().rates, input: 0.5 } }])).toThrow('input');
  });

  test('every listed model is listed once, and reading a cache costs no more than not reading it', () => {
    expect(new Set(prices.map(({ model }) => model)).size).toBe(prices.length);
    for (const { rates } of prices) expect(rates.cacheRead).toBeLessThanOrEqual(rates.input);
  });
});

describe('what an answer costs', () => {
  test.each([
    [1, 0, 1],
    [0, 0, 0],
    [1_000_000, 1_000_000, 3_000_000],
    [Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER],
  ])('%i in and %i out cost %i', (inputTokens, outputTokens, cost) => {
    expect(costOf(entry(), { ...noTokens, inputTokens, outputTokens })).toBe(cost);
  });

  test.each([
    [4, 0],
    [5, 1],
    [14, 1],
    [15, 2],
  ])('%i cached tokens at a tenth are rounded half up, once: %i', (cacheReadTokens, cost) => {
    expect(costOf(entry(), { ...noTokens, cacheReadTokens })).toBe(cost);
  });

  test('a long prompt is dearer as a whole, caches included', () => {
    const long = { aboveTokens: 100, rates: { ...entry().rates, input: 5_000_000, output: 7_000_000 } };
    const tiered = entry({ long });
    const count = { ...noTokens, inputTokens: 50, outputTokens: 10, cacheReadTokens: 50 };
    expect(costOf(tiered, count)).toBe(75);
    expect(costOf(tiered, { ...count, cacheReadTokens: 60 })).toBe(250 + 70 + 6);
  });

  test('no answer costs more than the highest cost of its size', () => {
    const tokens = fc.nat(3_000_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...prices),
        tokens,
        tokens,
        tokens,
        (price, inputTokens, cacheWriteTokens, outputTokens) => {
          const count = {
            inputTokens,
            outputTokens,
            cacheReadTokens: 7,
            cacheWriteTokens,
            cacheWriteHourTokens: cacheWriteTokens,
          };
          const most = highestCost(price, inputTokens + cacheWriteTokens + 7, outputTokens);
          expect(costOf(price, count)).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
