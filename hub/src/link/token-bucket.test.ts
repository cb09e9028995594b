import { expect, test } from 'vitest';
import { TokenBuckets } from './token-bucket.ts';

test('a burst passes, then so many a second, and keys do not share', () => {
  const buckets = new TokenBuckets({ perSecond: 20, burst: 100 });
  const taken = (now: number, key = 'a'): number =>
    Array.from({ length: 200 }, () => buckets.take(key, now)).filter(Boolean).length;
  expect(taken(0)).toBe(100);
  expect(taken(0, 'b')).toBe(100);
  expect(taken(1_000)).toBe(20);
  expect(taken(60_000)).toBe(100);
});
