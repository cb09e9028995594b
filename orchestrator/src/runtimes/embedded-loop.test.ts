import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bothAt, openGatewayWorld, type GatewayWorld, type OpenedRun } from '../gateway/testing/gateway-world.ts';
import { openRawProvider, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { startLocalProcess } from '../testing/local-process.ts';
import { steps } from '../testing/model-steps.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import { interruptTimeoutMs, type ModelAccess, type RuntimeEvent } from './adapter.ts';
import { begin, type Trial } from './contract-suite.ts';
import { loopSettingsOf } from './embedded-loop.ts';
import { createEmbeddedAdapter } from './embedded.ts';

const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
const figures = { inputTokens: 1000, outputTokens: 50 };
const adapter = createEmbeddedAdapter();
let folders: TrialFolders;
let world: GatewayWorld;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  await mock.start();
  folders = await openTrialFolders();
  world = await openGatewayWorld(bothAt(mock.url));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  mock.clearFixtures();
  mock.clearRequests();
});
afterAll(async () => {
  await world.close();
  await folders.remove();
  await mock.stop();
});

interface Wish {
  readonly prompt?: string;
  readonly config?: object;
  readonly at?: GatewayWorld;
  readonly resume?: string;
}

/** The agent as a plain child process, its model by a real gateway. */
async function start({ prompt = 'Do it.', config = {}, at = world, resume }: Wish = {}): Promise<
  Trial & { run: OpenedRun }
> {
  const run = await at.open();
  const { trial, end } = await begin(
    {
      adapter,
      model: run.access,
      folders: () => folders.make(),
      start: (prepared, { workDir }) => startLocalProcess(prepared, workDir),
    },
    { verb: 'agent.spawn', agent: 'embedded', prompt },
    config,
    { resume: resume ?? null },
  );
  ends.push(end);
  return { ...trial, run };
}

const dataOf = (events: readonly RuntimeEvent[], type: RuntimeEvent['type']): RuntimeEvent['data'][] =>
  events.filter((event) => event.type === type).map((event) => event.data);

describe('the loop of the embedded agent', () => {
  test('tells thoughts, words, tools and what each answer used, in the order in which they came', async () => {
    steps(
      mock,
      [
        { thought: 'A file is needed.', say: 'I begin.', call: ['write', { path: 'a', content: 'x' }] },
        { call: ['finish', { message: 'Done.' }] },
      ],
      figures,
    );
    const { session, events, run } = await start();
    expect(await session.outcome).toMatchObject({ ok: true, stopReason: 'end_turn', usage: { inputTokens: 2000 } });
    const told = events.filter(({ type }) => !['message.delta', 'metric', 'log'].includes(type));
    expect(told.map(({ type }) => type)).toEqual([
      'thought',
      'message',
      'tool.start',
      'tool.end',
      'usage',
      'tool.start',
      'message',
      'tool.end',
      'usage',
    ]);
    expect(dataOf(events, 'thought')).toEqual([{ text: 'A file is needed.' }]);
    expect(dataOf(events, 'tool.start')[0]).toMatchObject({
      title: 'write a',
      kind: 'edit',
      input: { path: 'a', content: 'x' },
    });
    const [used] = dataOf(events, 'usage');
    expect(used).toMatchObject({ source: 'agent', model: 'claude-sonnet-5', ...figures });
    expect(run.totals()).toMatchObject({ inputTokens: 2000, outputTokens: 100, turns: 2 });
  });

  test('does what the model calls at a time one after the other', async () => {
    const call = (id: string, command: string) => ({ name: 'shell', arguments: JSON.stringify({ command }), id });
    mock.on(
      { hasToolResult: false },
      { toolCalls: [call('one', 'sleep 0.3; echo 1 >> order'), call('two', 'echo 2 >> order')] },
    );
    mock.on({ hasToolResult: true }, { content: 'Both.' });
    const { session, context } = await start();
    expect((await session.outcome).ok).toBe(true);
    expect(await readFile(join(context.workDir, 'order'), 'utf8')).toBe('1\n2\n');
  });

  test('tells the model what it called wrongly, and goes on', async () => {
    steps(
      mock,
      [
        { call: ['read', { file: 'a' }] },
        { call: ['fly', {}] },
        { call: ['read', { path: 'absent' }] },
        { say: 'Well.' },
      ],
      figures,
    );
    const { session, events } = await start();
    expect((await session.outcome).ok).toBe(true);
    expect(dataOf(events, 'tool.end').map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect(JSON.stringify(mock.getRequests().at(-1)?.body)).toMatch(/path.*fly.*ENOENT/s);
  });

  test('refuses a finish whose artifact is not there, and the model can try again', async () => {
    steps(
      mock,
      [
        { call: ['finish', { message: 'Too soon.', artifacts: [{ path: 'a' }] }] },
        { call: ['write', { path: 'a', content: 'x' }] },
        { call: ['finish', { message: 'Now.', artifacts: [{ path: 'a', name: 'b.txt' }] }] },
      ],
      figures,
    );
    const { session, events, artifacts } = await start();
    expect((await session.outcome).ok).toBe(true);
    expect(dataOf(events, 'message')).toEqual([{ text: 'Now.' }]);
    expect(artifacts).toMatchObject([{ name: 'b.txt' }]);
  });

  test('says nothing for a model that says nothing', async () => {
    mock.on({}, { content: '' });
    const { session, events } = await start();
    expect(await session.outcome).toMatchObject({ ok: false, message: 'the model answered with nothing' });
    expect(dataOf(events, 'message')).toEqual([]);
  });

  test('is cancelled in the middle of a command, at once and with all that it started', async () => {
    steps(mock, [{ call: ['shell', { command: 'echo $$ > self; exec sleep 300' }] }], figures);
    const { session, context } = await start();
    const pid = async (): Promise<number> =>
      Number(await readFile(join(context.workDir, 'self'), 'utf8').catch(() => '0'));
    await expect.poll(pid, { timeout: 10_000 }).toBeGreaterThan(0);
    const from = performance.now();
    await session.interrupt();
    expect(performance.now() - from).toBeLessThan(interruptTimeoutMs);
    expect(await session.outcome).toMatchObject({ ok: false, stopReason: 'cancelled' });
    const started = await pid();
    await expect.poll(() => isAlive(started)).toBe(false);
  });

  test('does not begin anew where the session that it shall go on with is not there', async () => {
    const { session } = await start({ resume: '00000000-0000-4000-8000-000000000000' });
    expect(await session.outcome).toMatchObject({ ok: false, code: 'START_FAILED' });
    expect(mock.getRequests()).toHaveLength(0);
  });
});

describe('a provider in trouble', () => {
  let provider: RawProvider;
  let troubled: GatewayWorld;
  beforeAll(async () => {
    provider = await openRawProvider();
    troubled = await openGatewayWorld(bothAt(provider.baseUrl));
  });
  afterAll(async () => {
    await troubled.close();
    await provider.close();
  });
  const answerWith = (status: number): number => {
    provider.behave((response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '10' });
      response.end('{"type":"error","error":{"type":"overloaded_error","message":"come back later"}}');
    });
    return provider.seen.length;
  };

  test('is asked three times, and then the run says what it answered', async () => {
    const before = answerWith(529);
    const { session } = await start({ at: troubled });
    expect(await session.outcome).toMatchObject({
      ok: false,
      code: 'EXIT_NONZERO',
      message: 'the model answered 529: come back later',
    });
    expect(provider.seen.length - before).toBe(3);
  });

  test('that refuses the key of the instance is asked once', async () => {
    const before = answerWith(401);
    const { session } = await start({ at: troubled });
    expect(await session.outcome).toMatchObject({ ok: false, code: 'AUTH_REQUIRED' });
    expect(provider.seen.length - before).toBe(1);
  });
});

describe('which model follows a prompt', () => {
  const access: ModelAccess = {
    baseUrl: 'http://gateway',
    token: 't',
    apis: ['anthropic', 'openai'],
    defaultModels: { openai: 'gpt-5' },
  };

  test.each([
    [{}, { api: 'openai', model: 'gpt-5' }],
    [{ model: 'qwen3' }, { api: 'openai', model: 'qwen3' }],
    [
      { api: 'anthropic', model: 'claude-sonnet-5' },
      { api: 'anthropic', model: 'claude-sonnet-5' },
    ],
    [
      { maxSteps: 3, permissions: 'reject', system: 'Be brief.' },
      { maxSteps: 3, permissions: 'reject', system: 'Be brief.' },
    ],
  ] as const)('%o is %o', (config, settings) => {
    expect(loopSettingsOf(config, access)).toMatchObject(settings);
  });

  test.each([
    [{}, null, /ANTHROPIC_API_KEY.*or send task steps/],
    [{ api: 'anthropic' }, access, /ANTHROPIC_MODEL/],
    [{ api: 'anthropic' }, { ...access, apis: ['openai'] }, /no provider for the API anthropic/],
  ] as const)('%o with %o is none, and the message says what to set', (config, given, message) => {
    expect(() => loopSettingsOf(config, given)).toThrow(expect.objectContaining({ code: 'MODEL_REQUIRED' }) as Error);
    expect(() => loopSettingsOf(config, given)).toThrow(message);
  });

  test('is no business of a key in the configuration', () => {
    expect(adapter.validate({ verb: 'agent.spawn', agent: 'a', prompt: 'x' }, { apiKey: 'sk' })).toMatchObject({
      code: 'INVALID',
    });
  });
});

/** A zombie is dead: it only waits for its parent to look. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
