import { expect, test } from 'vitest';
import { failuresToOpen, restOf, StartCircuit } from './start-circuit.ts';

function circuitAt(clock: { now: number }): StartCircuit {
  return new StartCircuit({ now: () => clock.now, random: () => 0 });
}

/** As many starts at one time. */
function fail(circuit: StartCircuit, times: number, agent = 'agent'): void {
  const tries = Array.from({ length: times }, () => circuit.enter(agent));
  for (const each of tries) each.failed('no such program');
}

const resting = expect.objectContaining({ code: 'UNAVAILABLE' });

test('OPS-04: after five failed starts in a row an agent rests, then one start is tried, and a success heals it', () => {
  const clock = { now: 0 };
  const circuit = circuitAt(clock);
  fail(circuit, failuresToOpen - 1);
  fail(circuit, 1);
  expect(() => circuit.enter('agent')).toThrow(/last 5 starts.*in 15 s \(no such program\)/);
  clock.now = 15_000;
  const probe = circuit.enter('agent');
  // One at a time, until it is known how that went.
  expect(() => circuit.enter('agent')).toThrow(resting);
  probe.succeeded();
  circuit.enter('agent');
  circuit.enter('agent');
});

test('OPS-04: a try that fails makes the next rest twice as long; one that says nothing lets another try', () => {
  const clock = { now: 0 };
  const circuit = circuitAt(clock);
  fail(circuit, failuresToOpen);
  clock.now = 15_000;
  circuit.enter('agent').left();
  fail(circuit, 1);
  clock.now = 44_999;
  expect(() => circuit.enter('agent')).toThrow(resting);
  clock.now = 45_000;
  circuit.enter('agent');
});

test('only the first word about a start counts', () => {
  const circuit = circuitAt({ now: 0 });
  fail(circuit, failuresToOpen - 1);
  const one = circuit.enter('agent');
  one.succeeded();
  one.failed('too late');
  fail(circuit, failuresToOpen - 1);
  circuit.enter('agent');
});

test('other agents are not kept waiting, and a success between failures starts the count anew', () => {
  const circuit = circuitAt({ now: 0 });
  const early = circuit.enter('agent');
  fail(circuit, failuresToOpen);
  circuit.enter('another');
  early.succeeded();
  fail(circuit, failuresToOpen - 1);
  circuit.enter('agent');
});

test('rests double up to five minutes, and are spread by a quarter', () => {
  expect([4, 5, 6, 7, 30].map((failures) => restOf(failures, 0))).toEqual([0, 15_000, 30_000, 60_000, 300_000]);
  expect(restOf(5, 0.999)).toBeLessThan(15_000 * 1.25);
  expect(restOf(5, 0.5)).toBe(15_000 * 1.125);
});

test('what is remembered is bounded: the agents that failed longest ago are forgotten', () => {
  const circuit = circuitAt({ now: 0 });
  fail(circuit, failuresToOpen);
  for (let count = 0; count < 1_000; count += 1) fail(circuit, 1, `other ${count}`);
  circuit.enter('agent');
});
