import type { EventType } from '@wheelhouse/protocol';
import type { RuntimeEvent } from './adapter.ts';
import { boundedData } from './event-data.ts';

/** What a program may say of itself. States, results, artifacts and permissions are ours to say. */
const speakable: ReadonlySet<string> = new Set<EventType>([
  'message.delta',
  'message',
  'thought',
  'tool.start',
  'tool.update',
  'tool.end',
  'plan',
  'usage',
  'notice',
  'metric',
  'error',
]);

/** The event a line of JSON stands for, or null where it is an ordinary line. Pure. */
export function eventOfLine(text: string): RuntimeEvent | null {
  if (!text.startsWith('{')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { type, data } = parsed as { type?: unknown; data?: unknown };
  if (typeof type !== 'string' || !speakable.has(type)) return null;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const clean = boundedData(data);
  return {
    type: type as EventType,
    data: typeof clean === 'object' && clean !== null ? (clean as Record<string, unknown>) : { text: clean },
  };
}
