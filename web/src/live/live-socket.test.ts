import { beforeEach, expect, test } from 'vitest';
import { LiveSocket, type LiveState } from './live-socket.ts';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  readonly sent: Record<string, unknown>[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {}
  say(frame: object): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }));
  }
  hangUp(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

let sockets: FakeSocket[];
let states: LiveState['name'][];
let live: LiveSocket;
const current = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('nothing was dialled');
  return socket;
};

beforeEach(() => {
  sockets = [];
  states = [];
  live = new LiveSocket({
    url: 'ws://here',
    onState: ({ name }) => states.push(name),
    open: () => {
      sockets.push(new FakeSocket());
      return current() as unknown as WebSocket;
    },
  });
});

const welcome = { t: 'welcome' };
const topic = 'runs/1/events';

function reader() {
  const heard: (number | string)[] = [];
  return {
    heard,
    onEvent: ({ seq }: { seq: number }) => void heard.push(seq),
    onAnew: () => void heard.push('anew'),
    onEnd: (code: string | null) => void heard.push(`end ${code}`),
  };
}

test('what is read before the welcome is asked for once, after it', () => {
  live.read(topic, reader(), { epoch: 'stored', seq: 0 });
  expect(current().sent).toEqual([]);
  current().say(welcome);
  expect(current().sent).toEqual([{ t: 'resume', topic, many: true, epoch: 'stored', seq: 0 }]);
  expect(states).toEqual(['connecting', 'live']);
});

test('after a break it goes on after the last number, and what comes again is passed over', () => {
  const told = reader();
  current().say(welcome);
  live.read(topic, told, { epoch: 'stored', seq: 0 });
  current().say({ t: 'subscribed', topic, epoch: 'stored', seq: 0 });
  for (const seq of [1, 2]) current().say({ t: 'event', topic, seq, at: 1, type: 'log', data: {} });
  current().hangUp(1006);
  expect(states.at(-1)).toBe('waiting');
  live.hurry();
  current().say(welcome);
  expect(current().sent).toEqual([{ t: 'resume', topic, many: true, epoch: 'stored', seq: 2 }]);
  current().say({ t: 'subscribed', topic, epoch: 'stored', seq: 2 });
  for (const seq of [2, 3]) current().say({ t: 'event', topic, seq, at: 1, type: 'log', data: {} });
  expect(told.heard).toEqual([1, 2, 3]);
});

test('several in one frame are told one by one, and what was seen already is passed over', () => {
  const told = reader();
  current().say(welcome);
  live.read(topic, told, { epoch: 'stored', seq: 0 });
  current().say({ t: 'subscribed', topic, epoch: 'stored', seq: 0 });
  const events = [1, 2, 3].map((seq) => ({ seq, at: 1, type: 'log', data: {} }));
  current().say({ t: 'event', topic, ...events[0] });
  current().say({ t: 'events', topic, events });
  expect(told.heard).toEqual([1, 2, 3]);
});

test('a beginning that follows no number is read anew', () => {
  const told = reader();
  current().say(welcome);
  live.read('runs', told);
  current().say({ t: 'subscribed', topic: 'runs', epoch: 'a', seq: 7 });
  current().say({ t: 'snapshot', topic: 'runs', epoch: 'b', seq: 2 });
  expect(told.heard).toEqual(['anew', 'anew']);
});

test('nobody who reads any more is told, and the last one’s going is said', () => {
  const told = reader();
  current().say(welcome);
  const stop = live.read('runs', told);
  stop();
  current().say({ t: 'event', topic: 'runs', seq: 1, at: 1, type: 'run', data: {} });
  expect(told.heard).toEqual([]);
  expect(current().sent.at(-1)).toEqual({ t: 'unsubscribe', topic: 'runs' });
});

test('a refusal ends the topic; a code that is final ends the dialling', () => {
  const told = reader();
  current().say(welcome);
  live.read('runs', told);
  current().say({ t: 'error', topic: 'runs', code: 'NOT_AUTHORIZED', message: 'no' });
  expect(told.heard).toEqual(['end NOT_AUTHORIZED']);
  current().hangUp(4503);
  live.hurry();
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toBe('closed');
});
