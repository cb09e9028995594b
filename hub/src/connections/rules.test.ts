import { expect, test } from 'vitest';
import { decideConnection, decideRequest, type Connection } from './rules.ts';

const asked = decideRequest(null, { id: 'c', from: 'south', to: 'north' }, 1);

function after(connection: Connection, ...steps: [Parameters<typeof decideConnection>[1], string][]): Connection {
  return steps.reduce((current, [action, instance]) => {
    const next = decideConnection(current, action, { instance, now: 2 });
    if (next === null) throw new Error(`${instance} cannot ${action} what is ${current.state}`);
    return next;
  }, connection);
}

test('asking accepts for the asker only, whichever way the pair is sorted', () => {
  expect(asked).toMatchObject({ a: 'north', b: 'south', state: 'pending', aAcceptedAt: null, bAcceptedAt: 1 });
  expect(after(asked, ['accept', 'south']).state).toBe('pending');
  expect(after(asked, ['accept', 'north']).state).toBe('active');
  expect(decideRequest(asked, { id: 'd', from: 'north', to: 'south' }, 3)).toMatchObject({ id: 'c', state: 'active' });
});

test('only who suspended it resumes it, and nobody outside has a say', () => {
  const suspended = after(asked, ['accept', 'north'], ['suspend', 'north']);
  expect(decideConnection(suspended, 'resume', { instance: 'south', now: 2 })).toBeNull();
  expect(decideConnection(suspended, 'resume', { instance: 'east', now: 2 })).toBeNull();
  expect(after(suspended, ['resume', 'north']).state).toBe('active');
});

test('a disconnected pair starts anew: both have to accept again', () => {
  const ended = after(asked, ['accept', 'north'], ['disconnect', 'south']);
  expect(decideConnection(ended, 'accept', { instance: 'north', now: 2 })).toBeNull();
  expect(decideRequest(ended, { id: 'd', from: 'north', to: 'south' }, 3)).toMatchObject({
    id: 'c',
    state: 'pending',
    aAcceptedAt: 3,
    bAcceptedAt: null,
  });
});
