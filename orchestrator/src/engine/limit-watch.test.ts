import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LimitWatch, readLimits, type StoredLimits } from './limit-watch.ts';

let reached: string[];
let watch: LimitWatch | undefined;
let isPaused = false;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  reached = [];
  isPaused = false;
});
afterEach(() => {
  watch?.stop();
  vi.useRealTimers();
});

function open(limits: StoredLimits): LimitWatch {
  watch = new LimitWatch(limits, { onLimit: (code) => reached.push(code), isPaused: () => isPaused });
  return watch;
}

test('the wall-clock limit ends a run however busy it is', () => {
  const busy = open({ wallMs: 10_000, idleMs: 3_000 });
  for (let second = 1; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    busy.active();
  }
  expect(reached).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(reached).toEqual(['LIMIT_WALL']);
});

test('the idle limit counts from the last sign of life', () => {
  const quiet = open({ idleMs: 3_000 });
  vi.advanceTimersByTime(2_900);
  quiet.active();
  vi.advanceTimersByTime(2_900);
  expect(reached).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(reached).toEqual(['LIMIT_IDLE']);
});

test('an agent that waits for people is not idle', () => {
  open({ idleMs: 3_000 });
  isPaused = true;
  vi.advanceTimersByTime(30_000);
  expect(reached).toEqual([]);
  isPaused = false;
  vi.advanceTimersByTime(6_000);
  expect(reached).toEqual(['LIMIT_IDLE']);
});

test('one limit is reached, never two', () => {
  open({ wallMs: 3_000, idleMs: 3_000 });
  vi.advanceTimersByTime(10_000);
  expect(reached).toHaveLength(1);
});

test('what is stored and is no positive integer sets no limit', () => {
  expect(readLimits({ wallMs: -1, idleMs: 'soon', queueMs: 1.5, outputBytes: 2048, other: 1 })).toEqual({
    outputBytes: 2048,
  });
  expect(readLimits(null)).toEqual({});
});
