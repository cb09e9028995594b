/** Tokens of one answer. Those that came from or went into a cache are not among `inputTokens`. */
export interface TokenCount {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Those of `cacheWriteTokens` that the provider keeps for an hour, which costs more. */
  readonly cacheWriteHourTokens: number;
}

export const noTokens: TokenCount = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteHourTokens: 0,
};

/** What is known of an answer so far. */
export interface Reading {
  readonly model: string | null;
  readonly count: TokenCount;
  /** The provider has said what the whole answer used. */
  readonly isCounted: boolean;
  /** UTF-16 units of text, thoughts and tool input that the agent was given. */
  readonly visibleLength: number;
  /** HTTP status that an error inside a stream stands for. */
  readonly fault: number | null;
}

export const emptyReading: Reading = { model: null, count: noTokens, isCounted: false, visibleLength: 0, fault: null };

export type JsonObject = Readonly<Record<string, unknown>>;

/** How one API's answers are read. Pure; what has an unexpected shape is passed over. */
export interface AnswerReader {
  /** An event of a stream. */
  event(reading: Reading, event: JsonObject): Reading;
  /** A whole answer. */
  body(body: JsonObject): Reading;
}

export function objectAt(value: unknown, key: string): JsonObject | null {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : null;
}

export function textAt(value: unknown, key: string): string | null {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : null;
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** A number of tokens; null for anything that is none. */
export function countAt(value: unknown, key: string): number | null {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The status that stands for an error a provider names inside an answer that began well. */
export function statusOfFault(name: string | null): number {
  if (name?.includes('rate_limit')) return 429;
  return name?.includes('overloaded') ? 529 : 500;
}
