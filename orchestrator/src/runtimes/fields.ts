import { cleanText } from './event-data.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. Agents send what they like. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value as a list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text that an event can carry, or undefined where it is none or empty. */
export function wordOf(value: unknown, maxBytes = 4096): string | undefined {
  return typeof value === 'string' && value !== '' ? cleanText(value, maxBytes) : undefined;
}

/** The value as a count: 0 where it is none. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
