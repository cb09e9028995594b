import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadyRing } from './ready-ring.ts';

describe('ready ring', () => {
  test('names take turns, each once however often it was pushed', () => {
    const ring = new ReadyRing();
    for (const name of ['a', 'b', 'a', 'c', 'b']) ring.push(name);
    expect([ring.take(), ring.take(), ring.take(), ring.take()]).toEqual(['a', 'b', 'c', undefined]);
  });

  test('a name with more behind it goes to the tail, an empty one leaves', () => {
    const ring = new ReadyRing();
    ring.push('noisy');
    ring.push('quiet');
    ring.take();
    ring.release('noisy', true);
    expect([ring.take(), ring.take()]).toEqual(['quiet', 'noisy']);
    ring.release('quiet', false);
    expect(ring.size).toBe(0);
  });

  test('a push while the name is held is not lost when the holder finds nothing', () => {
    const ring = new ReadyRing();
    ring.push('a');
    ring.take();
    ring.push('a');
    expect(ring.take()).toBeUndefined();
    ring.release('a', false);
    expect(ring.take()).toBe('a');
  });

  test('names of a holder that was given up are in line again', () => {
    const ring = new ReadyRing();
    ring.push('a');
    ring.take();
    ring.releaseAll();
    expect(ring.take()).toBe('a');
  });

  test('whatever the order of pushes, takes and releases, no pushed name is lost and none is out twice', () => {
    const step = fc.record({
      action: fc.constantFrom('push', 'take', 'release'),
      name: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ring = new ReadyRing();
        const held = new Set<string>();
        const owed = new Set<string>();
        for (const { action, name } of steps) {
          if (action === 'push') {
            ring.push(name);
            owed.add(name);
          } else if (action === 'take') {
            const taken = ring.take();
            if (taken === undefined) continue;
            expect(held.has(taken)).toBe(false);
            held.add(taken);
            owed.delete(taken);
          } else if (held.delete(name)) ring.release(name, false);
        }
        for (const name of held) ring.release(name, false);
        const left = Array.from({ length: 4 }, () => ring.take()).filter((name) => name !== undefined);
        expect(new Set(left)).toEqual(owed);
      }),
    );
  });
});
