import { expect, test } from 'vitest';
import { decideLimit } from './follow-run.ts';

const page = (count: number, length: number) =>
  Array.from({ length: count }, () => ({ data: { t: 'x'.repeat(length) } }));

test('pages grow for who is behind, as far as their events are small', () => {
  expect(decideLimit(200, page(200, 20))).toBe(2_000);
  expect(decideLimit(200, page(200, 1_016))).toBe(1_024);
  expect(decideLimit(200, page(200, 64 * 1024))).toBe(200);
  expect(decideLimit(2_000, page(1_999, 20))).toBe(200);
});
