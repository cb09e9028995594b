import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectionStates } from '../link/frames.ts';
import { receiptStatuses, type ReceiptBody } from '../messages/receipt.ts';
import { commandMachine, commandStates, decideReceipt, isTerminalCommand, type CommandState } from './command.ts';
import { connectionMachine } from './connection.ts';
import { instanceMachine, instanceStates } from './instance.ts';
import { keyMachine, keyStates } from './key.ts';
import { linkMachine, linkStates } from './link.ts';
import type { Machine } from './machine.ts';
import { isTerminalRun, openRunStates, runMachine, runStates } from './run.ts';

const machines: [string, Machine<string>, readonly string[], readonly string[]][] = [
  ['command', commandMachine, commandStates, ['succeeded', 'failed', 'cancelled', 'rejected', 'expired', 'lost']],
  ['run', runMachine, runStates, ['succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected']],
  ['link', linkMachine, linkStates, ['quarantined', 'revoked']],
  ['instance', instanceMachine, instanceStates, ['revoked']],
  ['connection', connectionMachine, connectionStates, []],
  ['key', keyMachine, keyStates, ['expired', 'revoked']],
];

describe.each(machines)('the %s machine', (_name, machine, states, terminal) => {
  test('knows exactly the states of its contract, and which of them are terminal', () => {
    expect(machine.states.toSorted()).toEqual(states.toSorted());
    expect(machine.states.filter((state) => machine.isTerminal(state)).toSorted()).toEqual(terminal.toSorted());
  });

  test('reaches every state from the first one, and an end from every state where it has ends', () => {
    const reach = (from: string): Set<string> => {
      const seen = new Set([from]);
      for (const state of seen) for (const next of machine.states) if (machine.canMove(state, next)) seen.add(next);
      return seen;
    };
    expect([...reach(states[0] ?? '')].toSorted()).toEqual(states.toSorted());
    for (const state of states) {
      expect(terminal.length === 0 || terminal.some((end) => reach(state).has(end)), state).toBe(true);
    }
  });

  test('I6: no walk leaves a terminal state, and staying is no move', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { maxLength: 40, size: 'max' }), (wishes) => {
        let state = states[0] ?? '';
        for (const wish of wishes) {
          const before = state;
          if (machine.canMove(state, wish)) state = wish;
          if (machine.isTerminal(before)) expect(state).toBe(before);
          expect(machine.canMove(state, state)).toBe(false);
        }
      }),
    );
  });
});

test('a revoked instance and a revoked key come from every state that is not an end', () => {
  for (const state of instanceStates) expect(instanceMachine.canMove(state, 'revoked')).toBe(state !== 'revoked');
  for (const state of keyStates) {
    expect(keyMachine.canMove(state, 'revoked')).toBe(state !== 'revoked' && state !== 'expired');
  }
});

test('a run can be stopped in every state before its end', () => {
  expect(openRunStates).toEqual(runStates.filter((one) => !isTerminalRun(one)));
  for (const state of openRunStates) {
    const canEnd = (['cancelled', 'killed'] as const).some((end) => runMachine.canMove(state, end));
    expect(canEnd, state).toBe(true);
  }
});

type Receipt = Pick<ReceiptBody, 'status' | 'outcome'>;
const accepted: Receipt = { status: 'accepted' };
const started: Receipt = { status: 'started' };
const completed = (outcome: 'succeeded' | 'failed' | 'cancelled'): Receipt => ({ status: 'completed', outcome });
const anyReceipt = fc.record({
  status: fc.constantFrom(...receiptStatuses),
  outcome: fc.constantFrom('succeeded', 'failed', 'cancelled' as const),
});
const follow = (from: CommandState, receipts: readonly Receipt[]): CommandState =>
  receipts.reduce<CommandState>((state, receipt) => decideReceipt(state, receipt).state, from);

describe('receipts and the command they speak of', () => {
  test('in any order and any number of times, an accepted command ends as its target said', () => {
    const shuffled = fc.constantFrom('succeeded', 'failed', 'cancelled' as const).chain((outcome) =>
      fc.tuple(
        fc.constant(outcome),
        fc.shuffledSubarray([accepted, started, completed(outcome), accepted, started, completed(outcome)], {
          minLength: 6,
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, fc.constantFrom('created', 'queued', 'delivered' as const), ([outcome, receipts], from) => {
        expect(follow(from, receipts)).toBe(outcome);
      }),
    );
  });

  test('I6: after the first end no receipt changes the state; another end is late', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...commandStates),
        fc.array(anyReceipt, { maxLength: 30, size: 'max' }),
        (from, receipts) => {
          let state: CommandState = from;
          for (const receipt of receipts) {
            const decision = decideReceipt(state, receipt);
            if (isTerminalCommand(state)) {
              expect(decision.state).toBe(state);
              expect(decision.effect).not.toBe('moved');
            }
            expect(decision.effect === 'moved').toBe(decision.state !== state);
            state = decision.state;
          }
        },
      ),
    );
  });

  test('the same receipt twice changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...commandStates), anyReceipt, (from, receipt) => {
        const { state } = decideReceipt(from, receipt);
        expect(decideReceipt(state, receipt).state).toBe(state);
      }),
    );
  });

  test.each<[CommandState, Receipt, ReturnType<typeof decideReceipt>]>([
    ['lost', completed('succeeded'), { state: 'lost', effect: 'late' }],
    ['succeeded', completed('failed'), { state: 'succeeded', effect: 'late' }],
    ['succeeded', completed('succeeded'), { state: 'succeeded', effect: 'nothing' }],
    ['cancelled', started, { state: 'cancelled', effect: 'nothing' }],
    ['expired', accepted, { state: 'expired', effect: 'nothing' }],
    ['unknown', completed('failed'), { state: 'failed', effect: 'moved' }],
    ['started', accepted, { state: 'started', effect: 'nothing' }],
    ['queued', { status: 'expired_undelivered' }, { state: 'expired', effect: 'moved' }],
    ['accepted', { status: 'rejected' }, { state: 'accepted', effect: 'nothing' }],
    ['started', { status: 'progress' }, { state: 'started', effect: 'nothing' }],
    ['delivered', { status: 'completed' }, { state: 'failed', effect: 'moved' }],
  ])('from %s %o leads to %o', (from, receipt, expected) => {
    expect(decideReceipt(from, receipt)).toEqual(expected);
  });
});
