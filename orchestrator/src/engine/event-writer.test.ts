import { WheelhouseError } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { quietLogger } from '../testing/queues/quiet-logger.ts';
import { engineLimits } from './config.ts';
import { EventWriter } from './event-writer.ts';
import type { TimedEvent } from './run-store.ts';

function openWriter(store: (events: readonly TimedEvent[]) => Promise<void>): EventWriter {
  return new EventWriter({ store, logger: quietLogger, now: () => 1 });
}

const log = (n: number) => ({ type: 'log', data: { n } }) as const;

test('events are stored in order, at most a hundred at a time', async () => {
  const batches: number[][] = [];
  const writer = openWriter((events) =>
    Promise.resolve(void batches.push(events.map(({ data }) => Number(data['n'])))),
  );
  for (let n = 0; n < 250; n += 1) writer.emit(log(n));
  await writer.close();
  expect(batches.flat()).toEqual(Array.from({ length: 250 }, (_, n) => n));
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(engineLimits.eventBatchRows);
});

test('a store that fails loses nothing and doubles nothing', async () => {
  const stored: number[] = [];
  let failures = 3;
  const writer = openWriter((events) => {
    failures -= 1;
    if (failures >= 0) return Promise.reject(new Error('away'));
    stored.push(...events.map(({ data }) => Number(data['n'])));
    return Promise.resolve();
  });
  for (let n = 0; n < 150; n += 1) writer.emit(log(n));
  for (let round = 0; round < 4; round += 1) await writer.flush();
  expect(stored).toEqual(Array.from({ length: 150 }, (_, n) => n));
});

test('a store that is away for long and back between two tries costs no event', async () => {
  const stored: TimedEvent[] = [];
  let tries = 0;
  const writer = openWriter((events) => {
    tries += 1;
    // Back just after each failed try of the whole batch, from where something shorter used to be tried.
    if (tries <= 3 * engineLimits.storeTriesWhole) return Promise.reject(new WheelhouseError('UNAVAILABLE'));
    stored.push(...events);
    return Promise.resolve();
  });
  for (let n = 0; n < 20; n += 1) writer.emit(log(n));
  for (let round = 0; round <= 3 * engineLimits.storeTriesWhole; round += 1) await writer.flush();
  expect(stored.map(({ data }) => data['n'])).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('a batch that a store refuses again and again is given up, and that is told', async () => {
  const stored: TimedEvent[] = [];
  const refusal = Object.assign(new Error('Raw query failed. Code: `22P05`.'), { code: 'P2010' });
  const writer = openWriter((events) => {
    if (events.some(({ type }) => type === 'log')) return Promise.reject(refusal);
    stored.push(...events);
    return Promise.resolve();
  });
  for (let n = 0; n < 7; n += 1) writer.emit(log(n));
  for (let round = 0; round < engineLimits.storeTriesWhole; round += 1) await writer.flush();
  expect(stored).toMatchObject([{ type: 'notice', data: { dropped: 7 } }]);
});

test('what comes after the close, or claims to be ours to say, is not stored', async () => {
  const stored: string[] = [];
  const writer = openWriter((events) => Promise.resolve(void stored.push(...events.map(({ type }) => type))));
  writer.emit({ type: 'result', data: {} });
  writer.emit({ type: 'state', data: {} });
  writer.emit(log(1));
  await writer.close();
  writer.emit(log(2));
  await writer.flush();
  expect(stored).toEqual(['log']);
});

test('PRC-08: what waits for a store that is away is bounded, and what did not fit is told', async () => {
  let isAway = true;
  const stored: TimedEvent[] = [];
  const writer = openWriter((events) => {
    if (isAway) return Promise.reject(new Error('away'));
    stored.push(...events);
    return Promise.resolve();
  });
  const extra = 123;
  for (let n = 0; n < engineLimits.eventsWaitingAtMost + extra; n += 1) writer.emit(log(n));
  await writer.flush();
  isAway = false;
  await writer.close();
  expect(stored.filter(({ type }) => type === 'log')).toHaveLength(engineLimits.eventsWaitingAtMost);
  expect(stored.find(({ type }) => type === 'notice')?.data).toMatchObject({ dropped: extra });
});
