import { TaskState } from '@a2a-js/sdk';
import { isTerminalRun, runStates, type RunState } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { isInterrupted, runStatesLike, taskStateOf } from './task-state.ts';

const looksLike: Readonly<Record<RunState, string>> = {
  queued: 'SUBMITTED',
  preparing: 'SUBMITTED',
  starting: 'SUBMITTED',
  running: 'WORKING',
  stopping: 'WORKING',
  waiting: 'INPUT_REQUIRED',
  idle: 'INPUT_REQUIRED',
  lost: 'FAILED',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  timed_out: 'FAILED',
  cancelled: 'CANCELED',
  killed: 'CANCELED',
  rejected: 'REJECTED',
};

test.each(runStates)('a run that is %s is found by the state that it shows', (state) => {
  const shown = taskStateOf({ state, message: null });
  expect(TaskState[shown]).toBe(`TASK_STATE_${looksLike[state]}`);
  expect(runStatesLike(shown)).toContain(state);
  if (isTerminalRun(state)) expect(isInterrupted(shown)).toBe(false);
});

test('a run that waits for somebody to sign in says so', () => {
  const shown = taskStateOf({ state: 'waiting', message: 'auth' });
  expect([shown, isInterrupted(shown)]).toEqual([TaskState.TASK_STATE_AUTH_REQUIRED, true]);
});
