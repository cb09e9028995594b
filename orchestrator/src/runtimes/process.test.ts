import type { AgentSpawn } from '@wheelhouse/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startLocalProcess } from '../testing/local-process.ts';
import { openTrialFolders, type TrialFolders } from '../testing/trial-folders.ts';
import type { RuntimeEvent } from './adapter.ts';
import { begin, type Trial } from './contract-suite.ts';
import { createProcessAdapter, type ProcessAgentConfig } from './process.ts';

let folders: TrialFolders;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folders = await openTrialFolders();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => folders.remove());

const adapter = createProcessAdapter();
const spawn = { verb: 'agent.spawn', agent: 'any' } as const satisfies AgentSpawn;

async function start(config: ProcessAgentConfig, spec: Partial<AgentSpawn> = {}): Promise<Trial> {
  const { trial, end } = await begin(
    { adapter, folders: () => folders.make(), start: (prepared, { workDir }) => startLocalProcess(prepared, workDir) },
    { ...spawn, ...spec },
    config,
  );
  ends.push(end);
  return trial;
}

const texts = (events: readonly RuntimeEvent[], stream: string): unknown[] =>
  events.filter((event) => event.type === 'log' && event.data['stream'] === stream).map((event) => event.data['text']);

test('the prompt is the whole standard input, and the output comes line by line', async () => {
  const { session, events } = await start(
    { argv: ['sh', '-c', 'wc -c; echo oops >&2; printf last'] },
    { prompt: 'häuser' },
  );
  expect(await session.outcome).toEqual({ ok: true });
  expect(texts(events, 'stdout')).toEqual(['7', 'last']);
  expect(texts(events, 'stderr')).toEqual(['oops']);
});

test('PRC-15: arguments reach the program word by word, whatever is in them', async () => {
  const args = ['a b', '"quoted"', "it's; $(id) `id`", '-n', 'line\nbreak', '*'];
  const { session, events } = await start(
    { argv: [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'], allowArgs: true },
    { args },
  );
  await session.outcome;
  expect(JSON.parse(String(texts(events, 'stdout')[0]))).toEqual(args);
});

test.each([
  ['arguments where the catalogue does not allow them', { argv: ['echo'] }, { args: ['x'] }, 'NOT_AUTHORIZED'],
  ['task steps', { argv: ['echo'] }, { task: { steps: [{ do: 'sleep', ms: 1 }] } }, 'UNSUPPORTED'],
  ['PRC-16: a program relative to the work folder', { argv: ['./agent.sh'] }, {}, 'INVALID'],
  ['a program that is an option', { argv: ['--help'] }, {}, 'INVALID'],
  ['an empty command', { argv: [] }, {}, 'INVALID'],
  ['a NUL in a word', { argv: ['echo', 'a\0b'] }, {}, 'INVALID'],
  ['a loader variable', { argv: ['echo'], env: { LD_PRELOAD: '/tmp/x.so' } }, {}, 'INVALID'],
  ['an unknown field', { argv: ['echo'], shell: true }, {}, 'INVALID'],
])('%s is refused', (_what, config, spec, code) => {
  expect(adapter.validate({ ...spawn, ...(spec as Partial<AgentSpawn>) }, config)).toMatchObject({ code });
});

test('a program that ends without reading its prompt is judged by its exit', async () => {
  const { session } = await start({ argv: ['true'] }, { prompt: 'x'.repeat(32_000) });
  await session.started;
  expect(await session.outcome).toEqual({ ok: true });
});

test('PRC-08: bytes that are no text do not stop the reading', async () => {
  const { session, events } = await start({ argv: ['printf', '\\377\\000\\033[31mred\\nnext\\n'] });
  expect((await session.outcome).ok).toBe(true);
  expect(texts(events, 'stdout')).toEqual(['\uFFFD\uFFFD\u001b[31mred', 'next']);
});

test('PRC-09: a background child that keeps the pipes does not keep the run', async () => {
  const { session, events } = await start({ argv: ['sh', '-c', 'sleep 30 & echo done'] });
  const verdict = await session.outcome;
  expect(verdict.ok).toBe(true);
  expect(texts(events, 'stdout')).toEqual(['done']);
});

test('ndjson: lines of known events become those events, all others stay log', async () => {
  const script = `echo '{"type":"message","data":{"text":"hi"}}'; echo '{"type":"result","data":{}}'; echo plain`;
  const { session, events } = await start({ argv: ['sh', '-c', script], parser: 'ndjson' });
  await session.outcome;
  expect(events).toEqual([
    { type: 'message', data: { text: 'hi' } },
    { type: 'log', data: { stream: 'stdout', text: '{"type":"result","data":{}}' } },
    { type: 'log', data: { stream: 'stdout', text: 'plain' } },
  ]);
});

test('PRC-10: nothing of our environment reaches the program', async () => {
  const { session, events } = await start({ argv: ['env'], env: { COLOUR: 'blue' } });
  await session.outcome;
  const names = texts(events, 'stdout').map((line) => String(line).split('=')[0]);
  const known = [
    'COLOUR',
    'GIT_CEILING_DIRECTORIES',
    'HOME',
    'LANG',
    'PATH',
    'PWD',
    'TERM',
    'USER',
    'WHEELHOUSE_RUN_ID',
    'WHEELHOUSE_WORK_DIR',
  ];
  expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  expect(names).toContain('COLOUR');
});
