#!/usr/bin/env node
// Prints what Claude Code 2.1.197 printed when it was recorded, shortened, with a scripted model. FAKE_MODE says how it
// behaves. Built-in modules only: in a sandbox it is a single file.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const mode = process.env.FAKE_MODE ?? 'normal';
const text = { type: 'string' };
const on = { type: 'boolean' };

/** The flags of the real one that the adapter uses; any other is an error there too. */
const known = {
  version: on,
  print: on,
  verbose: on,
  'include-partial-messages': on,
  'strict-mcp-config': on,
  'output-format': text,
  'input-format': text,
  'permission-prompt-tool': text,
  'permission-mode': text,
  'setting-sources': text,
  disallowedTools: text,
  allowedTools: text,
  model: text,
  'max-turns': text,
  'append-system-prompt': text,
  resume: text,
};
const { values: flags, tokens } = parseArgs({
  strict: false,
  tokens: true,
  options: known,
});
const unknown = tokens.find((token) => token.kind === 'option' && !(token.name in known));
if (unknown) {
  process.stderr.write(`error: unknown option '${unknown.rawName}'\n`);
  process.exit(1);
}
if (flags.version) {
  process.stdout.write('2.1.197 (Claude Code)\n');
  process.exit(0);
}

const model = String(flags.model ?? 'claude-opus-4-8');
const session = String(flags.resume ?? randomUUID());
const sessionFile = join(process.env.HOME, '.claude', `${session}.jsonl`);
const waiting = new Map();
let abort = new AbortController();
let answers = 0;
let cost = 0;
const used = { inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
let turnUsage = { input_tokens: 0, output_tokens: 0 };
let denials = [];

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const tell = (line) => print({ ...line, session_id: session, uuid: randomUUID() });

function result(fields) {
  tell({
    type: 'result',
    subtype: 'success',
    is_error: false,
    duration_ms: 100,
    num_turns: answers,
    stop_reason: 'end_turn',
    total_cost_usd: cost / 1e6,
    usage: turnUsage,
    modelUsage: answers > 0 ? { [`${model}[1m]`]: { ...used, costUSD: cost / 1e6 } } : {},
    permission_denials: denials,
    terminal_reason: 'completed',
    ...fields,
  });
  turnUsage = { input_tokens: 0, output_tokens: 0 };
  denials = [];
}

/** One answer of the model, streamed: 100 tokens in, 40 of them from the cache, 20 out, 1000 micros. */
function answer(blocks) {
  answers += 1;
  cost += 1000;
  used.inputTokens += 60;
  used.cacheReadInputTokens += 40;
  used.outputTokens += 20;
  turnUsage.input_tokens += 60;
  turnUsage.output_tokens += 20;
  const id = `msg_${randomUUID()}`;
  const usage = { input_tokens: 60, cache_read_input_tokens: 40, cache_creation_input_tokens: 0, output_tokens: 1 };
  const stream = (event) => tell({ type: 'stream_event', event, parent_tool_use_id: null });
  stream({ type: 'message_start', message: { id, role: 'assistant', content: [], model, usage } });
  for (const [index, block] of blocks.entries()) {
    stream({ type: 'content_block_start', index, content_block: { ...block, text: '' } });
    const pieces = block.type === 'text' ? (block.text.match(/\S+\s*/g) ?? []) : [];
    for (const piece of pieces) {
      stream({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: piece } });
    }
    const message = { id, type: 'message', role: 'assistant', content: [block], model, stop_reason: null, usage };
    tell({ type: 'assistant', message, parent_tool_use_id: null });
    stream({ type: 'content_block_stop', index });
  }
  stream({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } });
  stream({ type: 'message_stop' });
}

/** What the CLI says itself, where a model's answer would be. */
function synthetic(said, error) {
  const usage = { input_tokens: 0, output_tokens: 0 };
  const message = {
    id: randomUUID(),
    model: '<synthetic>',
    role: 'assistant',
    content: [{ type: 'text', text: said }],
  };
  tell({ type: 'assistant', message: { ...message, usage }, parent_tool_use_id: null, error });
}

const say = (said) => answer([{ type: 'text', text: said }]);

function toolResult(id, content, isError, output) {
  const block = { type: 'tool_result', tool_use_id: id, content, is_error: isError };
  const message = { role: 'user', content: [block] };
  tell({ type: 'user', message, parent_tool_use_id: null, tool_use_result: output });
}

async function mayUse(name, id, input) {
  const request_id = randomUUID();
  const answered = new Promise((resolve) => waiting.set(request_id, resolve));
  print({
    type: 'control_request',
    request_id,
    request: {
      subtype: 'can_use_tool',
      tool_name: name,
      display_name: name,
      input,
      description: 'made.txt',
      permission_suggestions: [{ type: 'setMode', mode: 'acceptEdits', destination: 'localSettings' }],
      tool_use_id: id,
    },
  });
  const decision = await Promise.race([answered, aborted().then(() => null)]);
  waiting.delete(request_id);
  if (decision === null) print({ type: 'control_cancel_request', request_id });
  return decision;
}

const aborted = () =>
  new Promise((resolve) => {
    if (abort.signal.aborted) resolve();
    else abort.signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function write(said) {
  const id = `toolu_${randomUUID()}`;
  const input = { file_path: join(process.cwd(), 'made.txt'), content: 'made\n' };
  answer([
    { type: 'thinking', thinking: 'I should write it', signature: 'x' },
    { type: 'text', text: 'I will do it.' },
    { type: 'tool_use', id, name: 'Write', input },
  ]);
  const decision = await mayUse('Write', id, input);
  if (decision === null) return interrupted(id);
  if (decision.behavior === 'allow') {
    writeFileSync(decision.updatedInput.file_path, decision.updatedInput.content);
    toolResult(id, 'File created successfully', false, { type: 'create' });
  } else {
    toolResult(id, decision.message, true, `Error: ${decision.message}`);
    if (mode !== 'forgets-denials') denials.push({ tool_name: 'Write', tool_use_id: id, tool_input: input });
  }
  // Like the real one, it claims success whatever became of the tool.
  const rules = JSON.stringify(decision.updatedPermissions ?? null);
  say(`The file is written: ${said} (rules ${rules})`);
  result({ result: 'The file is written.' });
}

function interrupted(id) {
  if (id) toolResult(id, "The user doesn't want to proceed with this tool use.", true, 'User rejected tool use');
  const errors = ['[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=tool_use'];
  const aborted = { subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_tools', errors };
  result({ ...aborted, stop_reason: 'tool_use' });
}

function bash(command) {
  const id = `toolu_${randomUUID()}`;
  answer([{ type: 'tool_use', id, name: 'Bash', input: { command, description: 'work' } }]);
  return id;
}

const turns = {
  normal: (said) => {
    say(`you said: ${said}`);
    result({ result: `you said: ${said}` });
  },
  slow: async (said) => {
    await delay(400);
    turns.normal(said);
  },
  chatty: () => {
    say(Array.from({ length: 5000 }, (_, index) => `word-${index} `).join(''));
    result({});
  },
  plans: () => {
    const id = `toolu_${randomUUID()}`;
    answer([{ type: 'tool_use', id, name: 'TaskCreate', input: { subject: 'look around', description: 'all of it' } }]);
    toolResult(id, 'Task #1 created', false, { task: { id: '1', subject: 'look around' } });
    const update = `toolu_${randomUUID()}`;
    answer([{ type: 'tool_use', id: update, name: 'TaskUpdate', input: { taskId: '1', status: 'completed' } }]);
    toolResult(update, 'Updated', false, { success: true });
    say('planned');
    result({});
  },
  'subagent-works': () => {
    const id = `toolu_${randomUUID()}`;
    answer([{ type: 'tool_use', id, name: 'Task', input: { description: 'help', prompt: 'look' } }]);
    // A subagent's answers are not streamed, and the tokens told with their parts are those of their beginning.
    const usage = { input_tokens: 500, output_tokens: 1 };
    const content = [{ type: 'text', text: 'subagent looked' }];
    const message = { id: 'msg_subagent', role: 'assistant', content, model: 'claude-haiku-4-5', usage };
    tell({ type: 'assistant', message, parent_tool_use_id: id });
    toolResult(id, 'done', false, {});
    say('helped');
    cost += 70;
    const haiku = { inputTokens: 500, outputTokens: 90, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
    const own = { ...used, costUSD: (cost - 70) / 1e6 };
    result({ modelUsage: { [`${model}[1m]`]: own, 'claude-haiku-4-5': { ...haiku, costUSD: 0.00007 } } });
  },
  'crash-mid-turn': () => {
    bash('sleep 9');
    process.stderr.write('Segmentation fault\n');
    process.exitCode = 3;
    process.stdin.destroy();
  },
  'ignores-cancel': () => bash('sleep 3600'),
  'long-turn': async () => {
    const id = bash('sleep 3600');
    await aborted();
    interrupted(id);
  },
  'garbage-on-stdout': (said) => {
    process.stdout.write('Loading…\n{"not":"ours"}\n[1,2]\n{broken\n{"type":"something.new"}\n');
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0a]));
    tell({ type: 'assistant', message: 7 });
    tell({ type: 'stream_event', event: 'x' });
    tell({ type: 'user', message: { content: [null, { type: 'tool_result' }] } });
    say(`still: ${said}\u0000\ud800`);
    result({});
  },
  'huge-line': () => {
    const id = bash('cat big');
    toolResult(id, 'x'.repeat(10 * 1024 * 1024), false, {});
    say('that was big');
    result({});
  },
  asks: (said) => write(said),
  'forgets-denials': (said) => write(said),
  'not-logged-in': () => {
    synthetic('Not logged in · Please run /login', 'authentication_failed');
    result({ is_error: true, result: 'Not logged in · Please run /login', stop_reason: 'stop_sequence' });
  },
  budget: () => {
    say('a first answer');
    const said = 'API Error: 402 LIMIT_COST: the budget of this run is used up';
    synthetic(said, 'unknown');
    result({ is_error: true, api_error_status: 402, result: said, total_cost_usd: 0, modelUsage: {} });
  },
  'max-turns': () => {
    toolResult(bash('echo again'), 'again', false, {});
    const errors = ['Reached maximum number of turns (1)'];
    result({ subtype: 'error_max_turns', is_error: true, terminal_reason: 'max_turns', errors });
  },
  retries: () => {
    const retry = { attempt: 1, max_retries: 10, error_status: 529, error: 'overloaded' };
    tell({ type: 'system', subtype: 'api_retry', ...retry });
    say('at last');
    result({});
  },
  'asks-a-hook': async () => {
    const answered = new Promise((resolve) => waiting.set('hook-1', resolve));
    print({ type: 'control_request', request_id: 'hook-1', request: { subtype: 'hook_callback' } });
    say(`hook: ${JSON.stringify(await answered)}`);
    result({});
  },
  'dies-on-term': () => {
    bash('sleep 3600');
    process.on('SIGTERM', () => process.exit(143));
  },
  streams: async () => {
    const usage = { input_tokens: 60, output_tokens: 1 };
    const stream = (event) => tell({ type: 'stream_event', event, parent_tool_use_id: null });
    stream({ type: 'message_start', message: { id: 'msg_long', role: 'assistant', content: [], model, usage } });
    stream({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
    while (!abort.signal.aborted) {
      stream({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'and on ' } });
      await delay(20);
    }
    interrupted();
  },
  // The tool has a session of its own, as the real one's has: it outlives a SIGTERM.
  works: async () => {
    const id = bash(`sleep ${process.env.FAKE_NAP}`);
    const tool = spawn('sleep', [process.env.FAKE_NAP], { detached: true, stdio: 'ignore' });
    await aborted();
    process.kill(-tool.pid, 'SIGKILL');
    interrupted(id);
  },
  blocked: () => {
    process.on('SIGTERM', () => undefined);
    say('from now on I hear nothing');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  frozen: () => {
    say('from now on I hear nothing');
    process.kill(process.pid, 'SIGSTOP');
  },
  'withdraws-request': async () => {
    const asked = mayUse('Write', 'toolu_1', { file_path: 'x' });
    await delay(50);
    abort.abort();
    await asked;
    say('never mind');
    result({});
  },
};

function init() {
  tell({ type: 'system', subtype: 'init', cwd: process.cwd(), model, tools: ['Bash', 'Write'], apiKeySource: 'x' });
}

let turn = Promise.resolve();
async function take(line) {
  const message = JSON.parse(line);
  if (message.type === 'control_request' && message.request.subtype === 'interrupt') {
    if (mode === 'ignores-cancel') return;
    print({ type: 'control_response', response: { subtype: 'success', request_id: message.request_id } });
    abort.abort();
  } else if (message.type === 'control_response') {
    waiting.get(message.response.request_id)?.(message.response.response ?? message.response);
  } else if (message.type === 'user') {
    const said = message.message.content[0].text;
    turn = turn.then(async () => {
      if (mode === 'never-answers') return;
      if (mode === 'slow') await delay(400);
      abort = new AbortController();
      init();
      await turns[mode](flags.resume === undefined ? said : `${said} (again)`);
    });
  }
}

if (flags.resume !== undefined && !existsSync(sessionFile)) {
  const errors = [`No conversation found with session ID: ${session}`];
  process.stderr.write(`${errors[0]}\n`);
  result({ subtype: 'error_during_execution', is_error: true, terminal_reason: undefined, errors });
  process.exitCode = 1;
} else {
  mkdirSync(join(process.env.HOME, '.claude'), { recursive: true });
  writeFileSync(sessionFile, '');
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => void take(line));
  input.on('close', () => {
    if (mode === 'never-answers' || mode === 'ignores-cancel') setInterval(() => undefined, 60_000);
    else void turn.then(() => (process.exitCode ??= 0));
  });
}
