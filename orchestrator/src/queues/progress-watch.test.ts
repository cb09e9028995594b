import { describe, expect, test } from 'vitest';
import { decideWatch, freshWatch, type WatchInput, type WatchState } from './progress-watch.ts';

const wedgedAfterMs = 30_000;
const stuck: WatchInput = { now: 100_000, hasReady: true, hasFreeSlot: true, lastProgressAt: 0 };

/** Verdicts of one sweep a second. */
function watch(inputs: readonly WatchInput[]): { wedgedAt: number[]; rebuiltAt: number[] } {
  let state: WatchState = freshWatch;
  const found: { wedgedAt: number[]; rebuiltAt: number[] } = { wedgedAt: [], rebuiltAt: [] };
  for (const input of inputs) {
    const verdict = decideWatch(state, input, wedgedAfterMs);
    state = verdict.state;
    if (verdict.wedged) found.wedgedAt.push(input.now);
    if (verdict.rebuild) found.rebuiltAt.push(input.now);
  }
  return found;
}

function seconds(count: number, input: (second: number) => Partial<WatchInput>): WatchInput[] {
  return Array.from({ length: count }, (_, second) => ({ ...stuck, now: second * 1_000, ...input(second) }));
}

describe('progress watch', () => {
  test('QUE-02: work and room but no progress is a wedge after 30 s; workers are rebuilt then, and once each 30 s more', () => {
    const found = watch(seconds(100, () => ({})));
    expect(found.wedgedAt[0]).toBe(30_000);
    expect(found.wedgedAt).toHaveLength(70);
    expect(found.rebuiltAt).toEqual([30_000, 60_000, 90_000]);
  });

  test('a job after an idle night is not a wedge', () => {
    expect(decideWatch(freshWatch, stuck, wedgedAfterMs).wedged).toBe(false);
  });

  test.each([
    ['nothing waits', () => ({ hasReady: false })],
    ['every slot is taken', () => ({ hasFreeSlot: false })],
    ['a job is claimed now and then', (second: number) => ({ lastProgressAt: Math.floor(second / 20) * 20_000 })],
    ['the queue runs empty now and then', (second: number) => ({ hasReady: second % 25 !== 0 })],
  ])('no wedge where %s', (_name, input) => {
    expect(watch(seconds(200, input)).wedgedAt).toEqual([]);
  });

  test('progress ends the wedge', () => {
    const found = watch(seconds(60, (second) => (second > 40 ? { lastProgressAt: 40_000 } : {})));
    expect(found.wedgedAt.at(-1)).toBe(40_000);
  });
});
