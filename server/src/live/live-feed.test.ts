import { expect, test } from 'vitest';
import { LiveFeed } from './live-feed.ts';
import type { LivePosition, LiveStep } from './live-topics.ts';

let epochs = 0;
const newFeed = (keptEvents = 3): LiveFeed => new LiveFeed({ newEpoch: () => `e${(epochs += 1)}`, keptEvents });
const events = (...names: string[]): { at: number; type: string; data: object }[] =>
  names.map((type) => ({ at: 0, type, data: {} }));

/** Reads a feed until it is quiet. */
async function readAll(feed: LiveFeed, from: LivePosition | null): Promise<LiveStep[]> {
  const stop = new AbortController();
  const steps: LiveStep[] = [];
  setTimeout(() => stop.abort(), 20);
  for await (const step of feed.follow(from, stop.signal)) steps.push(step);
  return steps;
}

const named = (steps: readonly LiveStep[]): unknown[] =>
  steps.map((step) => {
    if (step.kind === 'events') return step.events.map(({ seq, type }) => `${seq} ${type}`);
    return step.kind === 'start' ? (step.isContinued ? 'continued' : 'anew') : step.kind;
  });

test('a reader hears what follows its place, numbered without a gap', async () => {
  const feed = newFeed();
  const { epoch } = feed.position;
  feed.append(events('a', 'b'));
  feed.append(events('c'));
  expect(named(await readAll(feed, { epoch, seq: 0 }))).toEqual(['continued', ['1 a', '2 b', '3 c']]);
  expect(named(await readAll(feed, { epoch, seq: 2 }))).toEqual(['continued', ['3 c']]);
  expect(named(await readAll(feed, { epoch, seq: 3 }))).toEqual(['continued']);
  expect(named(await readAll(feed, null))).toEqual(['continued']);
});

test.each<[string, (feed: LiveFeed) => LivePosition]>([
  ['that is too old', ({ position }) => ({ ...position, seq: 0 })],
  ['that never was', ({ position }) => ({ ...position, seq: 99 })],
  ['of another epoch', ({ position }) => ({ ...position, epoch: 'other' })],
])('a place %s is not continued', async (_what, from) => {
  const feed = newFeed();
  feed.append(events('a', 'b', 'c', 'd'));
  const steps = await readAll(feed, from(feed));
  expect(steps).toEqual([{ kind: 'start', position: feed.position, isContinued: false }]);
});

test('a reader that falls behind what is kept, and one whose feed is reset, are told', async () => {
  const feed = newFeed();
  const stop = new AbortController();
  const reader = feed.follow(null, stop.signal);
  await reader.next();
  feed.append(events('a'));
  expect((await reader.next()).value).toMatchObject({ kind: 'events' });
  feed.append(events('b', 'c', 'd', 'e', 'f'));
  expect((await reader.next()).value).toEqual({ kind: 'reset', position: feed.position });
  const waiting = reader.next();
  feed.reset();
  expect((await waiting).value).toEqual({ kind: 'reset', position: feed.position });
  feed.append(events('g'));
  expect((await reader.next()).value).toMatchObject({ events: [{ seq: 1, type: 'g' }] });
  const last = reader.next();
  stop.abort();
  expect(await last).toEqual({ value: undefined, done: true });
});
