import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closeCodes, WheelhouseError, type liveApi } from '@wheelhouse/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../auth.ts';
import { createLogger } from '../logger.ts';
import type { LiveLimits } from './live-limits.ts';
import { openLiveServer, type LiveServer } from './live-server.ts';
import type { LiveOpening } from './live-socket.ts';
import type { LiveReader, LiveStep, LiveTopics } from './live-topics.ts';

const caller: Caller = {
  kind: 'user',
  principalId: 'p',
  workspaceId: 'w',
  permissions: [],
  credential: { kind: 'session', id: 's' },
};

interface Stand {
  readonly live: LiveServer;
  readonly url: string;
  /** The server's ends, in order of arrival. */
  readonly ends: WebSocket[];
}

/** A loaded machine is slow, and nothing here is about time. */
function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 20_000, interval: 10 });
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Wish {
  readonly topics?: Partial<LiveTopics>;
  readonly limits?: Partial<LiveLimits>;
  readonly reauthenticate?: LiveOpening['reauthenticate'];
}

/** A live server on a port, without HTTP before it: everybody is let in. */
async function serve({
  topics = {},
  limits = {},
  reauthenticate = () => Promise.resolve(caller),
}: Wish): Promise<Stand> {
  const live = openLiveServer({
    topics: { viewOf: () => Promise.resolve('all'), follow: () => forever(), ...topics },
    logger: createLogger({ name: 'test', level: 'silent' }),
    limits: { tickMs: 20, ...limits },
  });
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1024 * 1024 });
  const ends: WebSocket[] = [];
  server.on('connection', (socket) => {
    ends.push(socket);
    live.accept(socket, { caller, reauthenticate });
  });
  await once(server, 'listening');
  closing.push(async () => {
    live.close();
    for (const end of ends) end.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return { live, ends, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

interface Tab {
  readonly socket: WebSocket;
  readonly frames: liveApi.LiveServerFrame[];
  readonly closed: Promise<number>;
  say(frame: object | string): void;
}

async function open(url: string, options: { autoPong?: boolean } = {}): Promise<Tab> {
  const socket = new WebSocket(url, options);
  const frames: liveApi.LiveServerFrame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString()) as liveApi.LiveServerFrame));
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  return {
    socket,
    frames,
    closed,
    say: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
  };
}

const start: LiveStep = { kind: 'start', position: { epoch: 'e', seq: 0 }, isContinued: true };

/** A topic in which nothing happens. */
async function* forever(signal?: AbortSignal): AsyncGenerator<LiveStep, void> {
  yield start;
  while (signal?.aborted === false) await pause(20);
}

/** A topic that never ends and is never quiet. */
async function* torrent(bytes: number, onMade: () => void): AsyncGenerator<LiveStep, void> {
  yield start;
  const data = { text: 'x'.repeat(bytes) };
  for (let seq = 1; ; seq += 1) {
    onMade();
    yield { kind: 'events', events: [{ seq, at: 0, type: 'log', data }] };
    await pause(0);
  }
}

describe('readers that do not read', () => {
  test('WS-11: no more is made than fits; it is closed with a reason, and another reader hears everything', async () => {
    const made = { slow: 0, quick: 0 };
    const bytes = 64 * 1024;
    const waitingMaxBytes = 256 * 1024;
    const stand = await serve({
      limits: { waitingMaxBytes, stalledAfterMs: 300 },
      topics: { follow: (topic) => torrent(bytes, () => (made[topic as 'slow' | 'quick'] += 1)) },
    });
    const slow = await open(stand.url);
    slow.socket.pause();
    slow.say({ t: 'subscribe', topic: 'slow' });
    await eventually(() => stand.ends[0]?.readyState).toBe(WebSocket.CLOSING);
    expect(stand.ends[0]?.bufferedAmount).toBeLessThan(waitingMaxBytes + 2 * bytes);
    const madeBefore = made.slow;
    const quick = await open(stand.url);
    quick.say({ t: 'subscribe', topic: 'quick' });
    await eventually(() => quick.frames.length).toBeGreaterThan(50);
    const seqs = quick.frames.flatMap((frame) => (frame.t === 'event' ? [frame.seq] : []));
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(made.slow).toBeLessThanOrEqual(madeBefore + 1);
    quick.socket.terminate();
  });

  test('one that reads again in time learns why it was closed', async () => {
    const stand = await serve({
      limits: { waitingMaxBytes: 64 * 1024, stalledAfterMs: 200 },
      topics: { follow: () => torrent(64 * 1024, () => {}) },
    });
    const slow = await open(stand.url);
    slow.socket.pause();
    slow.say({ t: 'subscribe', topic: 'slow' });
    await eventually(() => stand.ends[0]?.readyState).toBe(WebSocket.CLOSING);
    slow.socket.resume();
    expect(await slow.closed).toBe(closeCodes.SLOW_CONSUMER);
    await eventually(() => stand.live.size).toBe(0);
  });

  test('a peer that gives no sign of life is let go; one that answers pings stays', async () => {
    const { url } = await serve({ limits: { heartbeatIntervalMs: 50, heartbeatDeadAfterMs: 400 } });
    const [dead, alive] = [await open(url, { autoPong: false }), await open(url)];
    expect(await dead.closed).toBe(closeCodes.HEARTBEAT_LOST);
    await pause(400);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('frames', () => {
  test.each<[string, string]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no known kind', '{"t":"shout"}'],
    ['a field too many', '{"t":"ping","admin":true}'],
    ['no topic', '{"t":"subscribe"}'],
    ['a topic that can be none', '{"t":"subscribe","topic":"../runs"}'],
    ['a key twice', '{"t":"ping","id":"a","id":"b"}'],
    ['a number that is not safe', '{"t":"resume","topic":"a","epoch":"e","seq":9007199254740993}'],
    ['the prototype', '{"t":"ping","__proto__":{"id":"x"}}'],
  ])('%s is refused as INVALID, and the socket goes on', async (_what, text) => {
    const { url } = await serve({});
    const tab = await open(url);
    tab.say(text);
    tab.say({ t: 'ping', id: 'after' });
    await eventually(() => tab.frames).toContainEqual({ t: 'pong', id: 'after' });
    expect(tab.frames[1]).toMatchObject({ t: 'error', code: 'INVALID' });
  });

  test('binary ones and too large ones end the socket', async () => {
    const { url } = await serve({ limits: { frameMaxBytes: 1024 } });
    const [binary, large] = [await open(url), await open(url)];
    binary.socket.send(Buffer.from('{"t":"ping"}'), { binary: true });
    expect(await binary.closed).toBe(1003);
    large.say({ t: 'ping', id: 'x'.repeat(1024) });
    expect(await large.closed).toBe(1009);
  });

  test('so many a second, after a burst, and no more', async () => {
    const { url } = await serve({ limits: { framesPerSecond: 1, framesBurst: 5 } });
    const tab = await open(url);
    for (let count = 0; count < 10; count += 1) tab.say({ t: 'ping' });
    expect(await tab.closed).toBe(closeCodes.RATE_LIMITED);
    expect(tab.frames.filter(({ t }) => t === 'pong').length).toBeLessThan(10);
  });

  test('large ones count as many', async () => {
    const { url } = await serve({ limits: { framesPerSecond: 1, framesBurst: 40 } });
    const [few, many] = [await open(url), await open(url)];
    few.say('x'.repeat(4 * 1024));
    few.say({ t: 'ping' });
    await eventually(() => few.frames).toContainEqual({ t: 'pong' });
    many.say('x'.repeat(250 * 1024));
    expect(await many.closed).toBe(closeCodes.RATE_LIMITED);
  });

  test('WS-07: frames sent at once are answered in their order, however slow the look-up', async () => {
    const { url } = await serve({ topics: { viewOf: () => pause(10).then(() => 'all') } });
    const tab = await open(url);
    const topics = Array.from({ length: 20 }, (_, index) => `t${index}`);
    for (const topic of topics) tab.say({ t: 'subscribe', topic });
    await eventually(() => tab.frames.length).toBe(21);
    expect(tab.frames.slice(1).map((frame) => 'topic' in frame && frame.topic)).toEqual(topics);
  });

  test('so many topics, each once', async () => {
    const { url } = await serve({ limits: { topicsPerSocket: 2 } });
    const tab = await open(url);
    for (const topic of ['a', 'a', 'b', 'c']) tab.say({ t: 'subscribe', topic });
    tab.say({ t: 'unsubscribe', topic: 'a' });
    tab.say({ t: 'subscribe', topic: 'c', id: 'now' });
    await eventually(() => tab.frames.find((frame) => 'id' in frame && frame.id === 'now')).toBeDefined();
    expect(
      tab.frames
        .slice(1)
        .map((frame) => ('code' in frame ? frame.code : frame.t))
        .toSorted(),
    ).toEqual(['CONFLICT', 'QUOTA', 'subscribed', 'subscribed', 'subscribed', 'unsubscribed'].toSorted());
  });
});

describe('what a topic brings', () => {
  const heard = (...steps: LiveStep[]): Promise<liveApi.LiveServerFrame[]> => heardBy({}, steps);

  async function heardBy(wish: { many?: boolean }, steps: LiveStep[]): Promise<liveApi.LiveServerFrame[]> {
    const stand = await serve({
      topics: {
        async *follow() {
          for (const step of steps) yield await Promise.resolve(step);
        },
      },
    });
    const tab = await open(stand.url);
    tab.say({ t: 'subscribe', topic: 'a', ...wish });
    tab.say({ t: 'ping' });
    await eventually(() => tab.frames.length).toBeGreaterThan(steps.length + 1);
    return tab.frames.filter(({ t }) => t !== 'welcome' && t !== 'pong');
  }
  const event = (seq: number): LiveStep => ({ kind: 'events', events: [{ seq, at: 1, type: 'x', data: { seq } }] });

  test('a number that is left out is told before what follows it', async () => {
    const frames = await heard(start, event(1), event(4), event(5));
    expect(frames.map((frame) => [frame.t, 'seq' in frame ? frame.seq : 0])).toEqual([
      ['subscribed', 0],
      ['event', 1],
      ['snapshot', 3],
      ['event', 4],
      ['event', 5],
    ]);
  });

  test('who asked for many at once gets them in one frame, and a number left out is told all the same', async () => {
    const events = [1, 2, 5].map((seq) => ({ seq, at: 1, type: 'x', data: { seq } }));
    const steps: LiveStep[] = [start, { kind: 'events', events }];
    const single = await heard(...steps);
    expect(single.map(({ t }) => t)).toEqual(['subscribed', 'event', 'event', 'snapshot', 'event']);
    expect(await heardBy({ many: true }, steps)).toEqual([
      { t: 'subscribed', topic: 'a', epoch: 'e', seq: 0 },
      { t: 'events', topic: 'a', events: events.slice(0, 2) },
      { t: 'snapshot', topic: 'a', epoch: 'e', seq: 4 },
      { t: 'event', topic: 'a', ...events[2] },
    ]);
  });

  test('a start that continues nothing, a reset, an end', async () => {
    const position = { epoch: 'f', seq: 7 };
    const again = { epoch: 'g', seq: 0 };
    expect(
      await heard({ kind: 'start', position, isContinued: false }, { kind: 'reset', position: again }, { kind: 'end' }),
    ).toEqual([
      { t: 'snapshot', topic: 'a', ...position },
      { t: 'snapshot', topic: 'a', ...again },
      { t: 'end', topic: 'a' },
    ]);
    expect(await heard({ kind: 'gone' })).toEqual([{ t: 'dropped', topic: 'a', code: 'NOT_FOUND' }]);
  });

  test('WS-17: a topic that fails ends its own socket, which may come again, and no other', async () => {
    const { url } = await serve({
      topics: {
        follow: (topic, _reader: LiveReader, signal) => {
          if (topic === 'sync') throw new Error('boom');
          return topic === 'good' ? forever(signal) : failing();
        },
        viewOf: (_caller, topic) => (topic === 'view' ? Promise.reject(new Error('boom')) : Promise.resolve('all')),
      },
    });
    const other = await open(url);
    other.say({ t: 'subscribe', topic: 'good' });
    for (const topic of ['sync', 'late', 'view']) {
      const tab = await open(url);
      tab.say({ t: 'subscribe', topic });
      expect(await tab.closed, topic).toBe(closeCodes.GOING_AWAY);
    }
    other.say({ t: 'ping' });
    await eventually(() => other.frames).toContainEqual({ t: 'pong' });
  });
});

async function* failing(): AsyncGenerator<LiveStep, void> {
  yield start;
  await pause(5);
  throw new Error('boom');
}

describe('rights', () => {
  test.each<[string, number, () => Promise<Caller | null>]>([
    ['a credential that is over', closeCodes.REVOKED, () => Promise.resolve(null)],
    [
      'a workspace that is closed to it',
      closeCodes.NOT_A_MEMBER,
      () => Promise.reject(new WheelhouseError('NOT_AUTHORIZED')),
    ],
    ['rights that cannot be asked about', closeCodes.GOING_AWAY, () => Promise.reject(new Error('no database'))],
  ])('%s ends the socket', async (_what, code, answer) => {
    let isOver = false;
    const stand = await serve({ reauthenticate: () => (isOver ? answer() : Promise.resolve(caller)) });
    const tab = await open(stand.url);
    await eventually(() => tab.frames).toHaveLength(1);
    isOver = true;
    stand.live.rightsChanged({ workspaceId: 'other', principalId: null });
    stand.live.rightsChanged({ workspaceId: null, principalId: 'other' });
    tab.say({ t: 'ping' });
    await eventually(() => tab.frames).toHaveLength(2);
    stand.live.rightsChanged({ workspaceId: 'w', principalId: null });
    expect(await tab.closed).toBe(code);
  });

  test('what was revoked between the look-up and the upgrade is found at once', async () => {
    const stand = await serve({ reauthenticate: () => Promise.resolve(null) });
    expect(await (await open(stand.url)).closed).toBe(closeCodes.REVOKED);
  });

  test('a subscription that is being asked about while rights change is asked about again', async () => {
    let rights = caller;
    const asked: (readonly string[])[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const stand = await serve({
      reauthenticate: () => Promise.resolve(rights),
      topics: {
        async viewOf({ permissions }) {
          asked.push(permissions);
          if (asked.length === 1) await held;
          if (permissions.includes('none')) throw new WheelhouseError('NOT_AUTHORIZED');
          return 'all';
        },
      },
    });
    const tab = await open(stand.url);
    await eventually(() => tab.frames).toHaveLength(1);
    tab.say({ t: 'subscribe', topic: 'a' });
    await eventually(() => asked).toHaveLength(1);
    rights = { ...caller, permissions: ['none'] };
    stand.live.rightsChanged({ workspaceId: null, principalId: null });
    await pause(20);
    release();
    await eventually(() => tab.frames.at(-1)).toMatchObject({ t: 'error', code: 'NOT_AUTHORIZED' });
    expect(tab.frames.filter(({ t }) => t === 'subscribed')).toEqual([]);
  });
});

test('WS-18: at the end readers are told that the server goes away, and nobody new is let in', async () => {
  const stand = await serve({});
  const tab = await open(stand.url);
  stand.live.close();
  expect(await tab.closed).toBe(1001);
  expect(() => stand.live.admit(caller)).toThrow(new WheelhouseError('UNAVAILABLE'));
});
