import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadyRing } from './ready-ring.ts';

function takeAll(ring: ReadyRing): string[] {
  return Array.from({ length: ring.size }, () => ring.take() ?? '');
}

describe('ready ring', () => {
  test('names take turns, each once however often it was told', () => {
    const ring = new ReadyRing();
    for (const name of ['a', 'b', 'a', 'c', 'b']) ring.tell(name);
    expect(takeAll(ring)).toEqual(['a', 'b', 'c']);
    expect(ring.take()).toBeUndefined();
  });

  test('a name with more behind it goes to the tail, an empty one leaves', () => {
    const ring = new ReadyRing();
    ring.presume('noisy');
    ring.presume('quiet');
    ring.take();
    ring.release('noisy', true);
    expect(takeAll(ring)).toEqual(['quiet', 'noisy']);
    ring.release('quiet', false);
    expect(ring.size).toBe(0);
  });

  test('a name that was just told is second at most, however many are presumed', () => {
    const ring = new ReadyRing();
    for (let index = 0; index < 1_000; index++) ring.presume(`presumed-${String(index)}`);
    ring.take();
    ring.tell('quiet');
    expect([ring.take(), ring.take()]).toContain('quiet');
  });

  test('names that are told without end do not starve the presumed', () => {
    const ring = new ReadyRing();
    ring.presume('backlog');
    const taken = Array.from({ length: 3 }, (_, index) => {
      ring.tell(`told-${String(index)}`);
      return ring.take();
    });
    expect(taken).toContain('backlog');
  });

  test('being told while the name is held is not lost when the holder finds nothing', () => {
    const ring = new ReadyRing();
    ring.tell('a');
    ring.take();
    ring.tell('a');
    expect(ring.take()).toBeUndefined();
    ring.release('a', false);
    expect(ring.take()).toBe('a');
  });

  test('names of a holder that was given up are in line again', () => {
    const ring = new ReadyRing();
    ring.tell('a');
    ring.take();
    ring.releaseAll();
    expect(ring.take()).toBe('a');
  });

  test('whatever the order of tells, takes and releases, no told name is lost and none is out twice', () => {
    const step = fc.record({
      action: fc.constantFrom('tell', 'take', 'release'),
      name: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ring = new ReadyRing();
        const held = new Set<string>();
        const owed = new Set<string>();
        for (const { action, name } of steps) {
          if (action === 'tell') {
            ring.tell(name);
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
        expect(new Set(takeAll(ring))).toEqual(owed);
      }),
    );
  });
});
