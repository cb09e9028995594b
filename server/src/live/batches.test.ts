import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';

const event = (seq: number, text = '') => ({ seq, at: 1, type: 'log', data: { text } });
const seqsOf = (events: readonly { seq: number; at: number; type: string; data: object }[]): number[][] =>
  [...batchesOf(events)].map((batch) => batch.map(({ seq }) => seq));

test('what follows without a gap goes together', () => {
  expect(seqsOf([])).toEqual([]);
  expect(seqsOf([event(1)])).toEqual([[1]]);
  expect(seqsOf([event(1), event(2), event(4), event(5)])).toEqual([
    [1, 2],
    [4, 5],
  ]);
});

test('a frame has at most 500 events, and 64 KiB unless one is larger', () => {
  const many = Array.from({ length: 1_200 }, (_, index) => event(index + 1));
  expect(seqsOf(many).map(({ length }) => length)).toEqual([500, 500, 200]);
  const large = [1, 2, 3].map((seq) => event(seq, 'x'.repeat(30 * 1024)));
  expect(seqsOf(large)).toEqual([[1, 2], [3]]);
  expect(seqsOf([event(1), event(2, 'x'.repeat(100 * 1024)), event(3)])).toEqual([[1], [2], [3]]);
});
