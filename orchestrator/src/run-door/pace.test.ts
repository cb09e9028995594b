import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a pace lets a burst through, then as many as its rate, and never saves up more than the burst', () => {
  let now = 0;
  const pace = new Pace({ perSecond: 10, burst: 5 }, () => now);
  const taken = (): number => {
    let count = 0;
    while (pace.take()) count += 1;
    return count;
  };
  expect(taken()).toBe(5);
  now += 99;
  expect(taken()).toBe(0);
  now += 1;
  expect(taken()).toBe(1);
  now += 60_000;
  expect(taken()).toBe(5);
});
