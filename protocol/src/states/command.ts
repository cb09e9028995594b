import type { ReceiptBody } from '../messages/receipt.ts';
import { machineOf, type Machine } from './machine.ts';

export const commandStates = [
  'created',
  'queued',
  'delivered',
  'accepted',
  'started',
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'unknown',
  'lost',
] as const;
export type CommandState = (typeof commandStates)[number];

const ends = ['succeeded', 'failed', 'cancelled'] as const;
const early = ['accepted', 'started', 'rejected', 'expired', ...ends] as const;

/**
 * A command as its issuer and the hub follow it. `unknown` is limbo after acceptance while the spoke is away; `lost`
 * ends it once the spoke stayed away too long.
 */
export const commandMachine: Machine<CommandState> = machineOf<CommandState>({
  created: ['queued', 'delivered', ...early],
  queued: ['delivered', ...early],
  delivered: early,
  accepted: ['started', 'unknown', 'lost', ...ends],
  started: ['unknown', 'lost', ...ends],
  unknown: ['accepted', 'started', 'lost', ...ends],
  succeeded: [],
  failed: [],
  cancelled: [],
  rejected: [],
  expired: [],
  lost: [],
});

export function isTerminalCommand(state: CommandState): boolean {
  return commandMachine.isTerminal(state);
}

/** The state that a receipt speaks of; null for `progress`, which changes none. */
export function stateOfReceipt(receipt: Pick<ReceiptBody, 'status' | 'outcome'>): CommandState | null {
  switch (receipt.status) {
    case 'accepted':
    case 'rejected':
    case 'started':
      return receipt.status;
    case 'completed':
      return receipt.outcome ?? 'failed';
    case 'expired_undelivered':
      return 'expired';
    case 'progress':
      return null;
  }
}

export interface ReceiptDecision {
  readonly state: CommandState;
  /** `late`: it contradicts a terminal state, which stands; the receipt is kept and shown as late. */
  readonly effect: 'moved' | 'nothing' | 'late';
}

/**
 * What a receipt does to a command's state. Receipts may come again and out of order: an earlier stage after a later
 * one changes nothing, another end after the end is late.
 */
export function decideReceipt(state: CommandState, receipt: Pick<ReceiptBody, 'status' | 'outcome'>): ReceiptDecision {
  const next = stateOfReceipt(receipt);
  if (next === null || next === state) return { state, effect: 'nothing' };
  if (isTerminalCommand(state)) return { state, effect: isTerminalCommand(next) ? 'late' : 'nothing' };
  return commandMachine.canMove(state, next) ? { state: next, effect: 'moved' } : { state, effect: 'nothing' };
}
