import { z } from 'zod';
import listed from './prices.json' with { type: 'json' };
import type { TokenCount } from './usage/reading.ts';

const Rate = z.number().int().min(0).max(1_000_000_000_000);

/** Millionths of a US dollar for a million tokens. */
const Rates = z.strictObject({
  input: Rate,
  output: Rate,
  cacheRead: Rate,
  cacheWrite: Rate,
  /** For what the provider keeps for an hour; absent = as `cacheWrite`. */
  cacheWriteHour: Rate.optional(),
});
type Rates = z.infer<typeof Rates>;

/** What one model costs. */
export const PriceEntry = z.strictObject({
  /** A model's name, which also stands for its dated snapshots; with `*` at its end, every name that begins so. */
  model: z.string().min(1).max(200),
  rates: Rates,
  /** For all tokens of a request whose prompt, caches included, is longer than that. */
  long: z.strictObject({ aboveTokens: z.number().int().min(1), rates: Rates }).optional(),
  /** Where the figures come from, and the day (YYYY-MM-DD) on which they were read. */
  source: z.string().min(1),
  date: z.iso.date(),
});
export type PriceEntry = z.infer<typeof PriceEntry>;

const PriceList = z.array(PriceEntry);

const snapshotSuffix = /^(?:-\d{8}|-\d{4}-\d{2}-\d{2}|-latest)?$/;

/**
 * The prices to count with: the caller's own before the listed ones.
 * @throws ZodError for entries that are none
 */
export function openPriceList(overrides: readonly PriceEntry[] = []): readonly PriceEntry[] {
  return PriceList.parse([...overrides, ...listed]);
}

/** The first entry that covers the model; null where none does. */
export function findPrice(model: string, prices: readonly PriceEntry[]): PriceEntry | null {
  return prices.find((entry) => covers(entry.model, model)) ?? null;
}

function covers(pattern: string, model: string): boolean {
  if (pattern.endsWith('*')) return model.startsWith(pattern.slice(0, -1));
  return model.startsWith(pattern) && snapshotSuffix.test(model.slice(pattern.length));
}

/**
 * What an answer costs, in millionths of a US dollar, rounded once, half up. Null where the model has no price.
 * @param count non-negative safe integers
 */
export function priceOf(model: string, count: TokenCount, prices: readonly PriceEntry[]): number | null {
  const entry = findPrice(model, prices);
  return entry === null ? null : costOf(entry, count);
}

/** As `priceOf`, of an entry that was found. */
export function costOf(entry: PriceEntry, count: TokenCount): number {
  const prompt = count.inputTokens + count.cacheReadTokens + count.cacheWriteTokens;
  const rates = entry.long !== undefined && prompt > entry.long.aboveTokens ? entry.long.rates : entry.rates;
  const hourTokens = Math.min(count.cacheWriteHourTokens, count.cacheWriteTokens);
  const sum =
    part(count.inputTokens, rates.input) +
    part(count.outputTokens, rates.output) +
    part(count.cacheReadTokens, rates.cacheRead) +
    part(count.cacheWriteTokens - hourTokens, rates.cacheWrite) +
    part(hourTokens, rates.cacheWriteHour ?? rates.cacheWrite);
  return Number((sum + 500_000n) / 1_000_000n);
}

/** The most that a request of so many tokens can cost, whatever of it comes from or goes into a cache. */
export function highestCost(entry: PriceEntry, inputTokens: number, outputTokens: number): number {
  const all = entry.long === undefined ? [entry.rates] : [entry.rates, entry.long.rates];
  const input = Math.max(...all.map((rates) => Math.max(rates.input, rates.cacheWrite, rates.cacheWriteHour ?? 0)));
  const output = Math.max(...all.map((rates) => rates.output));
  return Number((part(inputTokens, input) + part(outputTokens, output) + 999_999n) / 1_000_000n);
}

const part = (tokens: number, rate: number): bigint => BigInt(tokens) * BigInt(rate);
