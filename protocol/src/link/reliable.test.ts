import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from './frames.ts';
import { AckClock, ReliableReceiver, ReliableSender, type InFlight } from './reliable.ts';

const window = { messages: 4, bytes: 40 };
const offsets = (entries: readonly InFlight<unknown>[] | null): number[] | null =>
  entries?.map((entry) => entry.offset) ?? null;

describe('the sender', () => {
  test('numbers contiguously from one past what is acknowledged', () => {
    const sender = new ReliableSender<string>('e', 7, window);
    expect([sender.offer('a', 1).offset, sender.offer('b', 1).offset, sender.nextOffset]).toEqual([8, 9, 10]);
  });

  test('sends no more than the window, by count and by bytes, and goes on after an acknowledgement', () => {
    const sender = new ReliableSender<number>('e', 0, window);
    for (let index = 0; index < 6; index += 1) sender.offer(index, 5);
    expect(offsets(sender.take())).toEqual([1, 2, 3, 4]);
    expect(sender.take()).toEqual([]);
    expect(offsets(sender.acknowledge({ epoch: 'e', offset: 2 }))).toEqual([1, 2]);
    expect(offsets(sender.take())).toEqual([5, 6]);
    const wide = new ReliableSender<number>('e', 0, window);
    for (let index = 0; index < 3; index += 1) wide.offer(index, 25);
    expect(offsets(wide.take())).toEqual([1]);
  });

  test('sends a message larger than the window alone, so that it cannot block the link', () => {
    const sender = new ReliableSender<string>('e', 0, window);
    sender.offer('large', 1000);
    sender.offer('small', 1);
    expect(offsets(sender.take())).toEqual([1]);
    sender.acknowledge({ epoch: 'e', offset: 1 });
    expect(offsets(sender.take())).toEqual([2]);
  });

  test('refuses an acknowledgement of another epoch or of what was never sent; an old one frees nothing', () => {
    const sender = new ReliableSender<string>('e', 0, window);
    sender.offer('a', 1);
    expect(sender.acknowledge({ epoch: 'e', offset: 1 })).toBeNull();
    sender.take();
    expect(sender.acknowledge({ epoch: 'f', offset: 1 })).toBeNull();
    expect(sender.acknowledge({ epoch: 'e', offset: 2 })).toBeNull();
    expect(offsets(sender.acknowledge({ epoch: 'e', offset: 1 }))).toEqual([1]);
    expect(offsets(sender.acknowledge({ epoch: 'e', offset: 1 }))).toEqual([]);
    expect(offsets(sender.acknowledge({ epoch: 'e', offset: 0 }))).toEqual([]);
  });

  test('cannot be resumed from a place it does not hold', () => {
    const sender = new ReliableSender<string>('e', 5, window);
    sender.offer('a', 1);
    for (const position of [
      { epoch: 'x', offset: 5 },
      { epoch: 'e', offset: 4 },
      { epoch: 'e', offset: 7 },
    ]) {
      expect(sender.resume(position)).toBeNull();
    }
    expect(offsets(sender.resume({ epoch: 'e', offset: 6 }))).toEqual([6]);
    expect(sender.owed).toBe(0);
  });
});

test('the receiver takes each offset once and in order, and names what it cannot take', () => {
  const receiver = new ReliableReceiver({ epoch: 'e', offset: 3 });
  expect(receiver.receive('e', 5)).toBe('gap');
  expect(receiver.receive('e', 4)).toBe('next');
  expect(receiver.receive('e', 4)).toBe('duplicate');
  expect(receiver.receive('f', 5)).toBe('foreign_epoch');
  expect(receiver.position).toEqual({ epoch: 'e', offset: 4 });
});

/** What a hostile or failing transport may do, one step at a time. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'offer' } as const) },
  { weight: 6, arbitrary: fc.constant({ do: 'send' } as const) },
  { weight: 8, arbitrary: fc.constant({ do: 'deliver' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'ack' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'carryAck' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'duplicate' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'drop' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'reorder' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'cut' } as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'receiverCrash' } as const) },
);
type Step = {
  readonly do:
    'offer' | 'send' | 'deliver' | 'ack' | 'carryAck' | 'duplicate' | 'drop' | 'reorder' | 'cut' | 'receiverCrash';
};

class LossyLink {
  readonly sender = new ReliableSender<number>('e', 0, { messages: 5, bytes: 500 });
  offered = 0;
  /** Durable on the reader's side: what was processed, in order. */
  readonly stored: number[] = [];
  readonly freed: number[] = [];
  #receiver = new ReliableReceiver({ epoch: 'e', offset: 0 });
  #wire: InFlight<number>[] = [];
  #acks: Position[] = [];

  #free(entries: readonly InFlight<number>[] | null): void {
    expect(entries).not.toBeNull();
    this.freed.push(...(entries ?? []).map((entry) => entry.message));
  }

  reconnect(): void {
    this.#wire = [];
    this.#acks = [];
    const position = { epoch: 'e', offset: this.stored.length };
    this.#receiver = new ReliableReceiver(position);
    this.#free(this.sender.resume(position));
  }

  apply({ do: action }: Step): void {
    switch (action) {
      case 'offer':
        this.sender.offer(this.offered, 1 + (this.offered % 150));
        this.offered += 1;
        return;
      case 'send':
        this.#wire.push(...this.sender.take());
        return;
      case 'deliver':
        return this.#deliver();
      case 'ack':
        this.#acks.push({ epoch: 'e', offset: this.stored.length });
        return;
      case 'carryAck': {
        const ack = this.#acks.shift();
        if (ack !== undefined) this.#free(this.sender.acknowledge(ack));
        return;
      }
      case 'duplicate':
        this.#wire.push(...this.#wire.slice(0, 1));
        return;
      case 'drop':
        this.#wire.shift();
        return;
      case 'reorder':
        this.#wire.reverse();
        return;
      case 'cut':
      case 'receiverCrash':
        return this.reconnect();
    }
  }

  #deliver(): void {
    const frame = this.#wire.shift();
    if (frame === undefined) return;
    const arrival = this.#receiver.receive('e', frame.offset);
    if (arrival === 'next') this.stored.push(frame.message);
    // A gap means something was lost on the way: the session is given up, and resumed whole.
    if (arrival === 'gap') this.reconnect();
  }

  /** The transport heals: everything still owed goes through. */
  heal(): void {
    this.reconnect();
    for (let round = 0; this.sender.owed > 0; round += 1) {
      expect(round).toBeLessThan(10_000);
      this.apply({ do: 'send' });
      while (this.#wire.length > 0) this.#deliver();
      this.apply({ do: 'ack' });
      while (this.#acks.length > 0) this.apply({ do: 'carryAck' });
    }
  }
}

test('over drops, duplicates, reordering and reconnects nothing is lost, doubled or moved', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 250, size: 'max' }), (steps) => {
      const link = new LossyLink();
      for (const one of steps) {
        link.apply(one);
        // Nothing is freed before the reader stored it.
        expect(link.freed.length).toBeLessThanOrEqual(link.stored.length);
      }
      link.heal();
      const all = Array.from({ length: link.offered }, (_, index) => index);
      expect(link.stored).toEqual(all);
      expect(link.freed).toEqual(all);
    }),
    { numRuns: 300 },
  );
});

test('an acknowledgement is due after so many messages, or so long after the first', () => {
  const clock = new AckClock({ everyMessages: 3, intervalMs: 50 });
  expect(clock.dueInMs(0)).toBeNull();
  clock.stored(100);
  expect([clock.isDue(149), clock.dueInMs(120), clock.isDue(150)]).toEqual([false, 30, true]);
  clock.sent();
  expect(clock.isDue(1000)).toBe(false);
  for (let index = 0; index < 3; index += 1) clock.stored(2000);
  expect([clock.isDue(2000), clock.dueInMs(2000)]).toEqual([true, 0]);
});
