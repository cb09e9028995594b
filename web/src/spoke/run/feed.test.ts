import { expect, test } from 'vitest';
import { RunFeed } from './feed.ts';

function feedOf(...events: readonly (readonly [string, Record<string, unknown>])[]): RunFeed {
  const feed = new RunFeed();
  for (const [index, [type, data]] of events.entries()) feed.take({ seq: index + 1, at: 1000 + index, type, data });
  return feed;
}

const texts = (feed: RunFeed): string[] => feed.lines.map(({ kind, text }) => `${kind}: ${text}`);

test('lines are in the order they were said, numbered from one, and several lines of one event are several', () => {
  const feed = feedOf(['log', { stream: 'stdout', text: 'one\ntwo\n' }], ['log', { stream: 'stderr', text: 'oh' }]);
  expect(texts(feed)).toEqual(['stdout: one', 'stdout: two', 'stderr: oh']);
  expect(feed.lines.map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('an event that comes again changes nothing', () => {
  const feed = feedOf(['log', { text: 'one' }]);
  feed.take({ seq: 1, at: 5, type: 'log', data: { text: 'one' } });
  expect(feed.lines).toHaveLength(1);
});

test('pieces of a message are one line once it is whole, and are kept where it never is', () => {
  const whole = feedOf(
    ['message.delta', { text: 'Hel' }],
    ['message.delta', { text: 'lo' }],
    ['message', { text: 'Hello' }],
  );
  expect(texts(whole)).toEqual(['message: Hello']);
  const broken = feedOf(['message.delta', { text: 'Hel' }], ['log', { text: 'crash' }]);
  expect(texts(broken)).toEqual(['message: Hel', 'stdout: crash']);
});

test('each attempt has its marker, and each state its stretch of time', () => {
  const feed = feedOf(
    ['state', { state: 'preparing' }],
    ['state', { state: 'running' }],
    ['state', { state: 'queued', message: 'attempt 1 failed' }],
    ['state', { state: 'preparing' }],
    ['state', { state: 'failed', code: 'EXIT_NONZERO', message: null }],
  );
  expect(texts(feed)).toEqual([
    'attempt: attempt 1',
    'state: queued: attempt 1 failed',
    'attempt: attempt 2',
    'state: failed · EXIT_NONZERO',
  ]);
  expect(feed.spans.map(({ label, from, to }) => [label, from, to])).toEqual([
    ['preparing', 1000, 1001],
    ['running', 1001, 1002],
    ['queued', 1002, 1003],
    ['preparing', 1003, 1004],
    ['failed', 1004, 1004],
  ]);
});

test('a tool call gathers its output, and its end says how it went', () => {
  const feed = feedOf(
    ['tool.start', { id: 'a', title: 'run: ls', kind: 'execute', input: { command: 'ls' } }],
    ['tool.update', { id: 'a', text: 'one\n', append: true }],
    ['tool.update', { id: 'a', text: 'two\n', append: true }],
    ['tool.end', { id: 'a', status: 'failed' }],
  );
  expect(texts(feed)).toEqual(['tool: run: ls', 'stdout: one', 'stdout: two', 'error: run: ls failed']);
  expect(feed.tools.get('a')).toMatchObject({
    title: 'run: ls',
    output: 'one\ntwo\n',
    status: 'failed',
    endedAt: 1003,
  });
});

test('what the server could not keep is counted and said', () => {
  const feed = feedOf(['notice', { text: '12 events were left out', dropped: 12 }]);
  expect(feed.dropped).toBe(12);
  expect(texts(feed)).toEqual(['notice: 12 events were left out']);
});

test('a line of a tool that comes in pieces is one line, and what has no end comes with the end of the call', () => {
  const feed = feedOf(
    ['tool.start', { id: 'a', title: 'run' }],
    ['tool.update', { id: 'a', text: 'hel', append: true }],
    ['tool.update', { id: 'a', text: 'lo\nwor', append: true }],
    ['tool.end', { id: 'a', status: 'completed' }],
  );
  expect(texts(feed)).toEqual(['tool: run', 'stdout: hello', 'stdout: wor']);
});
