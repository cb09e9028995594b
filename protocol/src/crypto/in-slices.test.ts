import { expect, test } from 'vitest';
import { inSlices } from './in-slices.ts';

const none = new Uint8Array();

test('a flood is answered in order, and the event loop goes round meanwhile', async () => {
  const busyMs = 0.5;
  const verify = inSlices((key) => {
    const end = performance.now() + busyMs;
    while (performance.now() < end);
    return key.length === 1;
  });
  let rounds = 0;
  let over = false;
  const count = (): void => {
    rounds += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const order: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const holds = await verify(new Uint8Array(index % 2), none, none);
      order.push(index);
      return holds;
    }),
  );
  over = true;
  expect(answers).toEqual(answers.map((_, index) => index % 2 === 1));
  expect(order).toEqual(order.map((_, index) => index));
  // 200 calls of 0.5 ms in slices of 2 ms.
  expect(rounds).toBeGreaterThan(20);
});

test('a fault reaches its own caller alone, and later calls are served', async () => {
  const verify = inSlices((key) => {
    if (key.length === 0) throw new Error('no key');
    return true;
  });
  const [bad, good] = await Promise.allSettled([verify(none, none, none), verify(new Uint8Array(1), none, none)]);
  expect(bad.status).toBe('rejected');
  expect(good).toEqual({ status: 'fulfilled', value: true });
  await expect(verify(new Uint8Array(1), none, none)).resolves.toBe(true);
});
