import { readFileSync, readdirSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createAgent } from '@wheelhouse/prisma/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, bothAt, realKey } from '../gateway/testing/gateway-world.ts';
import { event, openRawProvider, textDelta, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import type { Orchestrator } from './orchestrator.ts';

let provider: RawProvider;
let world: EngineWorld;
let engine: Orchestrator;

beforeAll(async () => {
  provider = await openRawProvider();
  world = await openEngineWorld();
  await createAgent(world.db, world.workspace, { name: 'asking', runtime: 'embedded', config: { api: 'anthropic' } });
  engine = await world.start({ providers: () => Promise.resolve(bothAt(provider.baseUrl)) });
});
beforeEach(() => provider.behave((response) => begin(response)));
afterAll(async () => {
  await world.close();
  await provider.close();
});

const usage = { input_tokens: 10, output_tokens: 1 };
const start = {
  type: 'message_start',
  message: { id: 'm', type: 'message', role: 'assistant', content: [], model: 'claude-sonnet-5', usage },
};
const textStart = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };

/** Begins an answer, and does not end it. */
function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write([start, textStart, textDelta('Let me think about it at length.')].map((data) => event(data)).join(''));
}

interface Seen {
  readonly pid: string;
  readonly environ: string;
}

/** Processes with the run's id in their environment, whoever their parents are. */
function processesOf(runId: string): readonly Seen[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const environ = readFileSync(`/proc/${pid}/environ`, 'latin1');
      return environ.includes(runId) ? [{ pid, environ }] : [];
    } catch {
      return [];
    }
  });
}

const tokenOf = (runId: string): string =>
  processesOf(runId)
    .map(({ environ }) => /(?:^|\0)WHEELHOUSE_MODEL_TOKEN=([^\0]+)/.exec(environ)?.[1])
    .find((token) => token !== undefined) ?? '';

/** A run whose model's answer is under way. */
async function untilStreaming(): Promise<{ readonly runId: string; readonly token: string }> {
  const { runId } = await world.spawn('asking', { prompt: 'Think.' });
  await expect
    .poll(async () => JSON.stringify(await world.events(runId)), { timeout: 15_000 })
    .toContain('Let me think about it at length.');
  return { runId, token: tokenOf(runId) };
}

const socketOf = (runId: string): string => join(world.dataDir, 'models', `${runId}.sock`);
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
/** What a token is worth at the door of a run. */
const worth = async (runId: string, token: string): Promise<number> => {
  const asked = { path: '/anthropic/v1/models', method: 'GET', token, socketPath: socketOf(runId) };
  return (await ask('http://gateway', asked)).status;
};

describe('a kill while the model answers', () => {
  test.each([{ now: false }, { now: true }])('ends the run, its processes and the answer: $now', async ({ now }) => {
    const cutBefore = provider.cut;
    const { runId, token } = await untilStreaming();
    expect(token).not.toBe('');
    const from = performance.now();
    await world.control(runId, { verb: 'agent.kill', now });
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'killed', killReport: { survivors: 0 } });
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(processesOf(runId)).toEqual([]);
    await expect.poll(() => provider.cut).toBe(cutBefore + 1);
    // What was already asked for is paid for: estimated, since nobody says what it came to.
    expect(ended.usage).toMatchObject({ source: 'estimate', answers: 1, inputTokens: 10 });
  });
});

test('the token of a run counts while it runs, at its own door, and never again', async (context) => {
  if (engine.report.network !== 'isolated')
    return context.skip('this machine keeps no process off the network, so runs have no door of their own');
  provider.behave((response, { url }) => (url.endsWith('/models') ? void response.end('{}') : begin(response)));
  const [first, second] = [await untilStreaming(), await untilStreaming()];
  expect(await worth(first.runId, first.token)).toBe(200);
  expect(await worth(second.runId, first.token)).toBe(401);
  await world.control(first.runId, { verb: 'agent.kill', now: true });
  await world.untilEnded(first.runId);
  await expect.poll(() => exists(socketOf(first.runId))).toBe(false);
  expect(await worth(second.runId, first.token)).toBe(401);
  await world.control(second.runId, { verb: 'agent.kill', now: true });
  await world.untilEnded(second.runId);
});

/** Everything in the world's database, as text. */
async function dumpDatabase(): Promise<string> {
  const client = new Client({ connectionString: world.database.adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      texts.push(name, ...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

async function readFolder(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

const commandLines = (): string =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .join('\n');

test('neither the real key nor the token is in any event, file, command line or row, though the agent prints it', async () => {
  let answers = 0;
  provider.behave((response) => {
    answers += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(answers === 1 ? callOf('shell', { command: leak }) : textOf('Printed.'));
  });
  const { runId } = await world.spawn('asking', { prompt: 'Print your environment.' });
  await expect.poll(() => tokenOf(runId), { timeout: 15_000 }).not.toBe('');
  const token = tokenOf(runId);
  const lines = commandLines();
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'succeeded' });
  const events = JSON.stringify(await world.events(runId));
  // It did print the variable.
  expect(events).toContain('WHEELHOUSE_MODEL_TOKEN=[redacted]');
  const files = await readFolder(join(world.dataDir, 'runs', runId));
  expect(files).toContain('WHEELHOUSE_MODEL_TOKEN=[redacted]');
  const rows = await dumpDatabase();
  expect(rows).toContain(runId);
  for (const text of [events, files, rows, lines]) {
    expect(text.includes(token)).toBe(false);
    expect(text.includes(realKey)).toBe(false);
  }
  expect(provider.seen.at(-1)?.body).toContain('WHEELHOUSE_MODEL_TOKEN=[redacted]');
  expect(provider.seen.every(({ headers }) => headers['x-api-key'] === realKey)).toBe(true);
});

/** Of the agent itself, which has the token; a command's own environment has not. */
const leak = String.raw`env | grep -c MODEL_TOKEN; tr '\0' '\n' < /proc/$PPID/environ | grep MODEL_TOKEN`;

const answerOf = (stop: string, ...blocks: object[]): string =>
  [
    start,
    ...blocks,
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: stop }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ]
    .map((data) => event(data))
    .join('');

const textOf = (text: string): string => answerOf('end_turn', textStart, textDelta(text));

const callOf = (name: string, input: object): string =>
  answerOf(
    'tool_use',
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name, input: {} } },
    {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    },
  );
