/** Longest text one event carries; larger belongs into an artifact. */
export const maxEventTextBytes = 16 * 1024;
const maxDepth = 8;
const maxEntries = 64;

/**
 * Text that PostgreSQL's jsonb and every strict JSON reader accept: NUL and lone surrogates become U+FFFD, and text
 * beyond `maxBytes` of UTF-8 is cut at a character.
 */
export function cleanText(text: string, maxBytes: number = maxEventTextBytes): string {
  const clean = text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
  if (Buffer.byteLength(clean) <= maxBytes) return clean;
  const cut = Buffer.from(clean).subarray(0, maxBytes).toString('utf8');
  return `${cut.replace(/\uFFFD+$/u, '')}…`;
}

/**
 * Untrusted JSON made fit for an event: depth, entries and text are bounded, numbers are finite and safe, and no key
 * can reach a prototype. What does not fit is replaced by a word, never dropped silently.
 */
export function cleanData(value: unknown, maxTextBytes: number = maxEventTextBytes, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, maxTextBytes);
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value + 0 : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (depth >= maxDepth) return '[too deep]';
  if (Array.isArray(value)) {
    const items = value.slice(0, maxEntries).map((item) => cleanData(item, maxTextBytes, depth + 1));
    return value.length > maxEntries ? [...items, `[${value.length - maxEntries} more]`] : items;
  }
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  const kept = entries
    .slice(0, maxEntries)
    .map(([key, item]) => [cleanText(key, 256), cleanData(item, maxTextBytes, depth + 1)]);
  if (entries.length > maxEntries) kept.push(['[more]', entries.length - maxEntries]);
  return Object.fromEntries(kept) as unknown;
}

/** `cleanData`, or a note of its size where the whole would be larger than an event should be. */
export function boundedData(value: unknown): unknown {
  const clean = cleanData(value, 4096);
  const bytes = Buffer.byteLength(JSON.stringify(clean));
  return bytes <= maxEventTextBytes ? clean : `[${bytes} bytes]`;
}
