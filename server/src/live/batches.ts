import type { LiveEvent } from './live-topics.ts';

/** Of the events of one frame: room for a reader is asked for before each. */
const frameBytes = 64 * 1024;
const frameEvents = 500;

/** Cuts events into runs that follow each other without a gap and are sent as one frame; in order, none left out. Pure. */
export function* batchesOf(events: readonly LiveEvent[]): Generator<readonly [LiveEvent, ...LiveEvent[]], void> {
  let batch: [LiveEvent, ...LiveEvent[]] | null = null;
  let bytes = 0;
  for (const event of events) {
    const own = JSON.stringify(event.data).length;
    const last = batch?.at(-1);
    const fits = last?.seq === event.seq - 1 && bytes + own <= frameBytes && (batch?.length ?? 0) < frameEvents;
    if (batch !== null && fits) {
      batch.push(event);
      bytes += own;
      continue;
    }
    if (batch !== null) yield batch;
    batch = [event];
    bytes = own;
  }
  if (batch !== null) yield batch;
}
