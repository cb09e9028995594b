/** Of the canonical text: an address longer than this is no filter that somebody chose. */
export const maxViewQueryBytes = 2_048;

const name = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const unseen = /\p{Cc}|\p{Cs}/u;

/**
 * The one spelling of what a saved view keeps of a screen's address: `name=value` pairs without a leading `?`, each
 * percent-encoded, by name; empty = nothing is filtered. Two addresses that show the same have the same text.
 * @returns null for what is no such text: a name twice or of other characters, no value, a broken escape, too long
 */
export function canonicalViewQuery(text: string): string | null {
  const pairs = new Map<string, string>();
  for (const pair of text === '' ? [] : text.split('&')) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, Math.max(at, 0));
    const value = decode(pair.slice(at + 1));
    if (!name.test(key) || pairs.has(key) || value === null || value === '' || unseen.test(value)) return null;
    pairs.set(key, value);
  }
  const made = viewQueryOf(Object.fromEntries(pairs));
  return made.length <= maxViewQueryBytes ? made : null;
}

/** The same text of members that stand in an address; those without a value are left out. */
export function viewQueryOf(search: Readonly<Record<string, unknown>>): string {
  return Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
    .join('&');
}

/** What {@link viewQueryOf} was made of, all of it as text. */
export function searchOfViewQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
