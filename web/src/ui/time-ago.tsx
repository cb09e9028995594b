import { useSyncExternalStore, type ReactNode } from 'react';

const tickMs = 1_000;

/** One timer for the whole page: a thousand rows do not wake a thousand times. */
let now = Date.now();
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of readers) each();
  }, tickMs);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since the epoch, to the second, drawn anew each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** "3 min ago", and on hovering the exact time. */
export function TimeAgo({ at }: { readonly at: number }): ReactNode {
  const words = agoOf(useNow() - at);
  const exact = new Date(at);
  return (
    <time dateTime={exact.toISOString()} title={exact.toLocaleString()}>
      {words}
    </time>
  );
}

/** Pure. */
export function agoOf(ms: number): string {
  if (Math.abs(ms) < 2_000) return 'just now';
  return ms < 0 ? `in ${lengthOf(-ms)}` : `${lengthOf(ms)} ago`;
}

const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const;

/** "2 h 5 min": the two largest units. Pure. */
export function lengthOf(ms: number): string {
  const first = units.findIndex((unit) => ms >= unit.ms);
  if (first === -1) return `${Math.max(0, Math.round(ms))} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const unit of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) parts.push(`${count} ${unit.name}`);
  }
  return parts.join(' ');
}
