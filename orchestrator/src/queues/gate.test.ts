import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('claims get in while there is room; finishing goes before the next claim', async () => {
  let freed = 0;
  const gate = new Gate(2, () => (freed += 1));
  expect([gate.tryEnter(), gate.tryEnter(), gate.tryEnter()]).toEqual([true, true, false]);
  let finished = false;
  const finishing = gate.enter().then(() => (finished = true));
  gate.leave();
  await finishing;
  expect({ finished, freed, room: gate.tryEnter() }).toEqual({ finished: true, freed: 0, room: false });
  gate.leave();
  expect({ freed, room: gate.tryEnter() }).toEqual({ freed: 1, room: true });
});

test('an abandoned gate holds nobody back', async () => {
  const gate = new Gate(1, () => undefined);
  gate.tryEnter();
  const finishing = gate.enter();
  gate.abandon();
  await finishing;
  await gate.enter();
  expect(gate.tryEnter()).toBe(true);
});
