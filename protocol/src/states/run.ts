import { machineOf, type Machine } from './machine.ts';

export const openRunStates = [
  'queued',
  'preparing',
  'starting',
  'running',
  'waiting',
  'idle',
  'stopping',
  'lost',
] as const;

const ends = ['succeeded', 'failed', 'cancelled', 'killed', 'timed_out'] as const;

export const runStates = [...openRunStates, ...ends, 'rejected'] as const;
type RunState = (typeof runStates)[number];

/**
 * A run at its spoke. A terminal state is written once. An attempt that came to nothing leads back to `queued` where
 * another one follows. `lost` is limbo: its lease ran out, and it is either found to have failed or started again.
 */
export const runMachine: Machine<RunState> = machineOf<RunState>({
  queued: ['preparing', 'cancelled', 'failed', 'rejected', 'timed_out'],
  preparing: ['starting', 'stopping', 'lost', 'queued', ...ends],
  starting: ['running', 'stopping', 'lost', 'queued', ...ends],
  running: ['waiting', 'idle', 'stopping', 'lost', 'queued', ...ends],
  waiting: ['running', 'idle', 'stopping', 'lost', 'queued', ...ends],
  idle: ['running', 'waiting', 'stopping', 'lost', 'queued', ...ends],
  stopping: ['lost', 'queued', ...ends],
  lost: ['queued', 'failed', 'killed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
  killed: [],
  timed_out: [],
  rejected: [],
});

export function isTerminalRun(state: RunState): boolean {
  return runMachine.isTerminal(state);
}
