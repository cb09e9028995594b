import type { RunState } from '@wheelhouse/protocol';
import { TaskState } from '@a2a-js/sdk';

/** Of a run, what its state for others depends on. */
export interface StandingOfRun {
  readonly state: string;
  /** While it waits: what for. */
  readonly message: string | null;
}

/** A run's state in the words of A2A. Pure. */
export function taskStateOf({ state, message }: StandingOfRun): TaskState {
  switch (state as RunState) {
    case 'queued':
    case 'preparing':
    case 'starting':
      return TaskState.TASK_STATE_SUBMITTED;
    case 'running':
    case 'stopping':
      return TaskState.TASK_STATE_WORKING;
    case 'waiting':
      return message === 'auth' ? TaskState.TASK_STATE_AUTH_REQUIRED : TaskState.TASK_STATE_INPUT_REQUIRED;
    // Its turn is over, and it goes on when somebody says something.
    case 'idle':
      return TaskState.TASK_STATE_INPUT_REQUIRED;
    case 'succeeded':
      return TaskState.TASK_STATE_COMPLETED;
    case 'cancelled':
    case 'killed':
      return TaskState.TASK_STATE_CANCELED;
    case 'failed':
    case 'timed_out':
    case 'lost':
      return TaskState.TASK_STATE_FAILED;
    case 'rejected':
      return TaskState.TASK_STATE_REJECTED;
  }
}

const runStatesOf: ReadonlyMap<TaskState, readonly RunState[]> = new Map([
  [TaskState.TASK_STATE_SUBMITTED, ['queued', 'preparing', 'starting']],
  [TaskState.TASK_STATE_WORKING, ['running', 'stopping']],
  [TaskState.TASK_STATE_INPUT_REQUIRED, ['waiting', 'idle']],
  [TaskState.TASK_STATE_AUTH_REQUIRED, ['waiting']],
  [TaskState.TASK_STATE_COMPLETED, ['succeeded']],
  [TaskState.TASK_STATE_CANCELED, ['cancelled', 'killed']],
  [TaskState.TASK_STATE_FAILED, ['failed', 'timed_out', 'lost']],
  [TaskState.TASK_STATE_REJECTED, ['rejected']],
]);

/** The states of runs that may look like this to others; none for a state that no run has. Pure. */
export function runStatesLike(state: TaskState): readonly RunState[] {
  return runStatesOf.get(state) ?? [];
}

/** Whether the task waits for its client. */
export function isInterrupted(state: TaskState): boolean {
  return state === TaskState.TASK_STATE_INPUT_REQUIRED || state === TaskState.TASK_STATE_AUTH_REQUIRED;
}
