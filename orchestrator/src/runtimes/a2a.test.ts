import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Supervisor } from '../supervisor/index.ts';
import { openA2aServer, type A2aServerOptions, type A2aTestServer } from '../testing/a2a-server.ts';
import { openTestSupervisor, startSupervised } from '../testing/supervised-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import type { A2aSession } from './a2a-session.ts';
import { createA2aAdapter } from './a2a.ts';
import { interruptTimeoutMs, type RuntimeEvent } from './adapter.ts';
import { begin, runtimeContract, type Trial } from './contract-suite.ts';

let folders: TrialFolders;
let supervisor: Supervisor;
let shared: A2aTestServer;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folders = await openTrialFolders();
  supervisor = await openTestSupervisor();
  shared = await openA2aServer();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(async () => {
  await shared.close();
  await supervisor.close();
  await folders.remove();
});

const adapter = createA2aAdapter();
const spawn = { verb: 'agent.spawn', agent: 'subject' } as const;
const common = {
  adapter,
  folders: () => folders.make(),
  start: (...[prepared, places]: Parameters<typeof start>) => start(prepared, places),
};

function start(
  prepared: Parameters<typeof startSupervised>[1],
  places: Parameters<typeof startSupervised>[2],
): ReturnType<typeof startSupervised> {
  return startSupervised(supervisor, prepared, places, 'full');
}

describe('the contract of a runtime adapter, kept by a2a', () => {
  const subject = {
    ...common,
    get agentConfig() {
      return { url: shared.url };
    },
    quick: { spec: { ...spawn, prompt: 'echo good morning' }, shows: 'you said: echo good morning' },
    endless: { spec: { ...spawn, prompt: 'endless' } },
    failing: { spec: { ...spawn, prompt: 'fail' } },
    startTimeoutMs: 10_000,
  };
  for (const { name, run } of runtimeContract(subject)) test(name, run);
});

async function server(options?: A2aServerOptions): Promise<A2aTestServer> {
  const opened = await openA2aServer(options);
  ends.push(() => opened.close());
  return opened;
}

async function trialOf(prompt: string, config: object, parts: Parameters<typeof begin>[3] = {}): Promise<Trial> {
  const { trial, end } = await begin(common, { ...spawn, prompt }, config, parts);
  ends.push(end);
  return trial;
}

const ofType = (events: readonly RuntimeEvent[], type: RuntimeEvent['type']): RuntimeEvent['data'][] =>
  events.filter((event) => event.type === type).map((event) => event.data);

const until = (what: string, condition: () => boolean): Promise<void> =>
  expect.poll(condition, { message: what, timeout: 10_000, interval: 10 }).toBe(true);

describe('how a remote task ends', () => {
  test.each([
    ['fail', 'EXIT_NONZERO', 'it broke'],
    ['reject', 'EXIT_NONZERO', 'not mine to do'],
    ['auth', 'AUTH_REQUIRED', 'sign in at the shop'],
  ])('%s: %s', async (prompt, code, words) => {
    const { session } = await trialOf(prompt, { url: shared.url });
    const verdict = await session.outcome;
    expect(verdict).toMatchObject({ ok: false, code, message: expect.stringContaining(words) });
  });

  test('a task that wants somebody signed in is not left behind', async () => {
    const remote = await server();
    await (
      await trialOf('auth', { url: remote.url })
    ).session.outcome;
    expect(remote.canceled).toHaveLength(1);
  });

  test.each([true, false])('artifacts are published, pieces as one (streaming: %s)', async (streaming) => {
    const remote = await server({ streaming });
    const { session, artifacts, events } = await trialOf('pieces', { url: remote.url });
    expect(await session.outcome).toMatchObject({ ok: true });
    expect(artifacts).toMatchObject([{ name: 'notes', mediaType: 'text/plain' }]);
    expect(ofType(events, 'message')).toEqual([{ text: 'here it is\n' }]);
    expect(remote.calls.map(({ method }) => method)[0]).toBe(streaming ? 'SendStreamingMessage' : 'SendMessage');
  });

  test('an agent that answers with a message alone has done its work', async () => {
    const { session, events } = await trialOf('message', { url: shared.url });
    expect(await session.outcome).toMatchObject({ ok: true });
    expect(ofType(events, 'message')).toEqual([{ text: 'just a message\n' }]);
  });
});

describe('what a remote agent asks', () => {
  test('words: they are asked for as input, and what people say is its answer', async () => {
    const { session, events } = await trialOf('ask', { url: shared.url });
    await until('it asks', () => ofType(events, 'input.requested').length > 0);
    expect(ofType(events, 'input.requested')).toEqual([{ request: 'input-1', text: 'which colour?' }]);
    await session.send?.('blue');
    expect(await session.outcome).toMatchObject({ ok: true });
    expect(ofType(events, 'message')).toEqual([{ text: 'answered "blue"\n' }]);
  });

  test('a choice: it is a permission request with the agent’s own options', async () => {
    const { session, events } = await trialOf('choose', { url: shared.url });
    await until('it asks', () => ofType(events, 'permission.requested').length > 0);
    const [asked] = ofType(events, 'permission.requested');
    expect(asked).toMatchObject({
      title: 'Deploy?',
      options: [{ option: 'yes' }, { option: 'no', kind: 'reject_once' }],
    });
    await session.respond?.(String(asked?.['request']), 'yes');
    expect(await session.outcome).toMatchObject({ ok: true });
    expect(ofType(events, 'message')[0]?.['text']).toContain('"option":"yes"');
  });
});

describe('a remote agent that is not there', () => {
  test('never answers: the start fails in time', async () => {
    const remote = await server();
    remote.fallSilent();
    const { session } = await trialOf('echo', { url: remote.url, timeoutMs: 300 });
    expect(await session.outcome).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('300 ms') });
  });

  test('never answers a message: the turn fails in time', async () => {
    const remote = await server();
    remote.fallSilentAfterCard();
    const { session } = await trialOf('echo', { url: remote.url, timeoutMs: 300 });
    expect(await session.outcome).toMatchObject({ code: 'EXIT_NONZERO', message: expect.stringContaining('300 ms') });
  });

  test('was sent a message when the bridge was killed: a notice says that it may have taken it up', async () => {
    const remote = await server();
    remote.fallSilentAfterCard();
    const { session, events, process } = await trialOf('endless', { url: remote.url });
    await session.started;
    await until('it is sent', () => remote.calls.length > 0);
    await process.destroy();
    await until('it is told', () => ofType(events, 'notice').length > 0);
    expect(ofType(events, 'notice')[0]?.['text']).toContain('may have taken up a task');
  });

  test('names another place as its own: nothing is sent there', async () => {
    const elsewhere = await server();
    const remote = await server({ endpoint: `${elsewhere.url}/rpc` });
    const { session } = await trialOf('echo', { url: remote.url });
    expect(await session.outcome).toMatchObject({ code: 'START_FAILED' });
    expect(elsewhere.calls).toEqual([]);
  });
});

describe('a credential', () => {
  const credential = { variable: 'REMOTE_KEY' };

  test('goes with every call, and is named in no configuration', async () => {
    const remote = await server();
    const secrets = { REMOTE_KEY: 'opensesame' };
    const { session, prepared } = await trialOf('echo', { url: remote.url, credential }, { secrets });
    await session.outcome;
    expect(remote.calls.map(({ authorization }) => authorization)).toEqual(['Bearer opensesame']);
    expect(prepared.env['WHEELHOUSE_A2A']).not.toContain('opensesame');
  });

  test('that the agent is not given is told before anything is started', async () => {
    await expect(trialOf('echo', { url: shared.url, credential })).rejects.toMatchObject({ code: 'START_FAILED' });
  });
});

describe('a stop', () => {
  test('interrupt: the remote task is cancelled before it returns', async () => {
    const remote = await server();
    const { session, events } = await trialOf('endless', { url: remote.url });
    await until('it works', () => ofType(events, 'message.delta').length > 0);
    const before = performance.now();
    await session.interrupt();
    expect(performance.now() - before).toBeLessThan(interruptTimeoutMs);
    expect(remote.canceled).toHaveLength(1);
    expect(await session.outcome).toMatchObject({ ok: false, stopReason: 'cancelled' });
  });

  test('kill now: the remote got a cancel all the same, once', async () => {
    const remote = await server();
    const kept: string[] = [];
    const trial = await trialOf('endless', { url: remote.url }, { keepSession: (handle) => kept.push(handle) });
    await until('it works', () => ofType(trial.events, 'message.delta').length > 0);
    await trial.process.destroy();
    trial.session.dispose();
    await until('it is cancelled', () => remote.canceled.length > 0);
    expect(kept.map((handle) => JSON.parse(handle) as unknown)).toContainEqual({
      taskId: remote.canceled[0],
      contextId: expect.any(String),
    });
    expect(remote.calls.filter(({ method }) => method === 'CancelTask')).toHaveLength(1);
    expect(ofType(trial.events, 'notice')).toEqual([]);
  });

  test('kill now with the remote away: a notice says that its task may go on', async () => {
    const remote = await server();
    const { session, events, process } = await trialOf('endless', { url: remote.url });
    await until('it works', () => ofType(events, 'message.delta').length > 0);
    await Promise.all([remote.close(), process.destroy()]);
    await session.outcome;
    await until('it is told', () => ofType(events, 'notice').length > 0);
    expect(ofType(events, 'notice')[0]?.['text']).toMatch(/the remote task \S+ may go on/);
  });

  test('of a task that has ended cancels nothing', async () => {
    const remote = await server();
    const { session, process } = await trialOf('echo', { url: remote.url });
    await session.outcome;
    await process.destroy();
    session.dispose();
    await (session as A2aSession).cancelRemote();
    expect(remote.calls.map(({ method }) => method)).toEqual(['SendStreamingMessage']);
  });
});

test.each([
  [{ url: 'http://example.test' }],
  [{ url: 'https://user:pass@example.test' }],
  [{ url: 'ftp://example.test' }],
  [{ url: 'https://example.test', card: 'https://other.test/card.json' }],
  [{ url: 'https://example.test', credential: { variable: 'not a name' } }],
])('the configuration %j is refused', (config) => {
  expect(adapter.validate({ ...spawn, prompt: 'x' }, config)?.code).toBe('INVALID');
});
