import { describe, expect, test } from 'vitest';
import { backoffMs, jobOptions } from './job-rules.ts';
import { jobIdOf, parseQueueName, queueNameOf } from './queue-names.ts';

describe('job rules', () => {
  test('the delay doubles from 200 ms and stays at 30 s, however many tries', () => {
    expect([1, 2, 3, 8, 9, 50, 5_000].map(backoffMs)).toEqual([200, 400, 800, 25_600, 30_000, 30_000, 30_000]);
  });

  test('no outage of less than ten minutes uses up the tries of a job', () => {
    let totalMs = 0;
    for (let made = 1; made < jobOptions.attempts; made++) totalMs += backoffMs(made);
    expect(jobOptions.attempts).toBeGreaterThanOrEqual(20);
    expect(totalMs).toBeGreaterThan(10 * 60_000);
  });
});

describe('queue names', () => {
  test('a name is read back as it was made, on both lanes', () => {
    for (const lane of ['run', 'ctl'] as const) {
      const ref = { workspaceId: '0197a000-0000-7000-8000-00000000000a', lane };
      expect(parseQueueName(queueNameOf(ref))).toEqual(ref);
    }
  });

  test.each([
    '',
    'ws--run',
    'ws-0197a000-0000-7000-8000-00000000000a',
    'ws-0197a000-0000-7000-8000-00000000000a-x',
    'other',
  ])('a queue that is not ours is left alone: %s', (name) => expect(parseQueueName(name)).toBeUndefined());

  test('a job id is neither an integer nor holds a colon: BullMQ gives both a meaning', () => {
    expect(jobIdOf('12')).toBe('c-12');
    expect(jobIdOf('0197a000-0000-7000-8000-00000000000a')).not.toContain(':');
  });
});
