import { expect, test } from 'vitest';
import type { KillVerification, Supervised } from '../supervisor/index.ts';
import { climbLadder, planLadder } from './kill-ladder.ts';

const stepsOf = (options: Parameters<typeof planLadder>[0]): string[] => planLadder(options).map(({ step }) => step);

test.each([
  { now: false, canInterrupt: true, steps: ['revoke', 'interrupt', 'terminate', 'destroy', 'verify'] },
  { now: false, canInterrupt: false, steps: ['revoke', 'terminate', 'destroy', 'verify'] },
  { now: true, canInterrupt: true, steps: ['revoke', 'destroy', 'verify'] },
  { now: true, canInterrupt: false, steps: ['revoke', 'destroy', 'verify'] },
])('the ladder with now=$now and interrupt=$canInterrupt is $steps', ({ steps, ...options }) => {
  expect(stepsOf(options)).toEqual(steps);
});

test('every rung that waits for the agent has an end: 1.5 s for an interrupt, 1 s after TERM', () => {
  const waits = planLadder({ now: false, canInterrupt: true }).filter(({ waitMs }) => waitMs > 0);
  expect(waits).toEqual([
    { step: 'interrupt', waitMs: 1_500 },
    { step: 'terminate', waitMs: 1_000 },
  ]);
});

/** Stands at the supervisor's interface: survivors that outlast a SIGKILL cannot be made with real processes. */
function processWith(found: readonly number[]): Supervised & { readonly looks: () => number } {
  let looks = 0;
  const destroy = (): Promise<KillVerification> => {
    const survivors = found[Math.min(looks, found.length - 1)] ?? 0;
    looks += 1;
    return Promise.resolve({ survivors, verifiedBy: 'tree', passes: 1, durationMs: 1 });
  };
  return {
    id: 'run.1',
    pid: 1,
    startTicks: 1n,
    containment: 'tree',
    filesystem: 'open',
    onOutput: () => undefined,
    onTruncated: () => undefined,
    onExceeded: () => undefined,
    write: () => Promise.resolve(),
    closeInput: () => undefined,
    terminate: () => undefined,
    destroy,
    exited: new Promise(() => undefined),
    looks: () => looks,
  };
}

test('a kill that leaves survivors says so and goes on until nobody is left', async () => {
  const process = processWith([2, 1, 0]);
  const told: number[] = [];
  const report = await climbLadder(
    {
      process,
      session: null,
      canInterrupt: false,
      hurry: new AbortController().signal,
      onSurvivors: ({ survivors }) => Promise.resolve(void told.push(survivors)),
    },
    true,
  );
  expect(told).toEqual([2, 1]);
  expect(process.looks()).toBe(3);
  expect(report).toMatchObject({ survivors: 0, verifiedBy: 'tree' });
});

test('`now` that comes while the ladder waits politely skips the rest of the wait', async () => {
  const hurry = new AbortController();
  const climbing = climbLadder(
    {
      process: processWith([0]),
      session: { interrupt: () => new Promise(() => undefined) },
      canInterrupt: true,
      hurry: hurry.signal,
      onSurvivors: () => Promise.resolve(),
    },
    false,
  );
  hurry.abort();
  const { steps, durationMs } = await climbing;
  expect(steps.map(({ step }) => step)).toEqual(['revoke', 'interrupt', 'destroy', 'verify']);
  expect(durationMs).toBeLessThan(1_500);
});

test('an interrupt that is answered is not waited for any longer', async () => {
  const { steps } = await climbLadder(
    {
      process: processWith([0]),
      session: { interrupt: () => Promise.resolve() },
      canInterrupt: true,
      hurry: new AbortController().signal,
      onSurvivors: () => Promise.resolve(),
    },
    false,
  );
  const terminate = steps.find(({ step }) => step === 'terminate');
  expect(terminate?.atMs).toBeLessThan(1_000);
});
