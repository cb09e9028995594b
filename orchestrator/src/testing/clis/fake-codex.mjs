#!/usr/bin/env node
// Prints what Codex 0.169.0 printed when `codex exec --json` was recorded, shortened, with a scripted model. FAKE_MODE
// says how it behaves. Built-in modules only: in a sandbox it is a single file.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const mode = process.env.FAKE_MODE ?? 'normal';
const text = { type: 'string' };
const on = { type: 'boolean' };
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: on,
    json: on,
    'skip-git-repo-check': on,
    color: text,
    sandbox: text,
    model: text,
    config: { type: 'string', multiple: true },
  },
});
if (flags.version) {
  process.stdout.write('codex-cli 0.169.0\n');
  process.exit(0);
}

const resumed = positionals[1] === 'resume' ? positionals[2] : undefined;
const thread = resumed ?? randomUUID();
const sessions = join(process.env.HOME, '.codex', 'sessions');
let items = 0;

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const item = (fields) => print({ type: 'item.completed', item: { id: `item_${items++}`, ...fields } });
const say = (said) => item({ type: 'agent_message', text: said });

function startCommand(command) {
  const id = `item_${items++}`;
  const fields = { id, type: 'command_execution', command: `/bin/bash -lc '${command}'` };
  print({
    type: 'item.started',
    item: { ...fields, aggregated_output: '', exit_code: null, status: 'in_progress' },
  });
  return (end) => print({ type: 'item.completed', item: { ...fields, ...end } });
}

function complete() {
  const usage = { input_tokens: 250, cached_input_tokens: 100, cache_write_input_tokens: 10, output_tokens: 50 };
  print({ type: 'turn.completed', usage: { ...usage, reasoning_output_tokens: 5 } });
}

async function fail(message, retries) {
  for (let attempt = 1; attempt <= retries; attempt++) {
    print({ type: 'error', message: `Reconnecting... ${attempt}/5 (${message})` });
    await delay(20);
  }
  print({ type: 'error', message });
  print({ type: 'turn.failed', error: { message } });
  process.exitCode = 1;
}

const url = 'url: http://127.0.0.1:1/openai/v1/responses';
const turns = {
  normal: (said) => {
    item({ type: 'reasoning', text: 'let me think' });
    const end = startCommand('echo hi');
    end({ aggregated_output: 'hi\n', exit_code: 0, status: 'completed' });
    const changes = [{ path: 'made.txt', kind: 'add' }];
    item({ type: 'file_change', changes, status: 'completed' });
    const todo = [
      { text: 'look', completed: true },
      { text: 'answer', completed: false },
    ];
    print({ type: 'item.updated', item: { id: `item_${items++}`, type: 'todo_list', items: todo } });
    say(`you said: ${said}`);
    complete();
  },
  slow: async (said) => {
    await delay(400);
    say(`you said: ${said}`);
    complete();
  },
  chatty: () => {
    for (let index = 0; index < 5000; index++) say(`word ${index}`);
    complete();
  },
  'crash-mid-turn': () => {
    startCommand('sleep 9');
    process.stderr.write('thread main panicked\n');
    process.exitCode = 101;
  },
  'long-turn': () => {
    startCommand('sleep 3600');
    setInterval(() => undefined, 60_000);
  },
  'ignores-cancel': () => {
    process.on('SIGTERM', () => undefined);
    turns['long-turn']();
  },
  streams: async () => {
    for (;;) {
      say('and on');
      await delay(20);
    }
  },
  works: () => {
    startCommand(`sleep ${process.env.FAKE_NAP}`);
    spawn('sleep', [process.env.FAKE_NAP], { detached: true, stdio: 'ignore' });
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
  'garbage-on-stdout': (said) => {
    process.stdout.write('Loading…\n{"not":"ours"}\n[1,2]\n{broken\n{"type":"something.new"}\n');
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0a]));
    print({ type: 'item.completed', item: 7 });
    print({ type: 'item.completed', item: { type: 'command_execution' } });
    say(`still: ${said}\u0000\ud800`);
    complete();
  },
  'huge-line': () => {
    const end = startCommand('cat big');
    end({ aggregated_output: 'x'.repeat(10 * 1024 * 1024), exit_code: 0, status: 'completed' });
    say('that was big');
    complete();
  },
  denied: () => {
    const end = startCommand('rm -r /');
    end({ aggregated_output: '', exit_code: null, status: 'declined' });
    say('it is done');
    complete();
  },
  'no-inner-sandbox': () => {
    const end = startCommand('ls');
    const said = 'bwrap: Creating new namespace failed: nesting depth or limit exceeded (ENOSPC)\n';
    end({ aggregated_output: said, exit_code: 1, status: 'failed' });
    say('it is done');
    complete();
  },
  'not-logged-in': () =>
    fail(`unexpected status 401 Unauthorized: Missing bearer or basic authentication in header, ${url}`, 2),
  budget: () =>
    fail(`unexpected status 402 Payment Required: LIMIT_COST: the budget of this run is used up, ${url}`, 5),
  fails: () => fail('stream disconnected before completion', 1),
};

process.stderr.write('Reading prompt from stdin...\n');
const said = await readAll(process.stdin);
if (resumed !== undefined && !existsSync(join(sessions, resumed))) {
  process.stderr.write(`Error: thread/resume failed: no rollout found for thread id ${resumed} (code -32600)\n`);
  process.exitCode = 1;
} else if (mode === 'never-answers') {
  setInterval(() => undefined, 60_000);
} else {
  if (mode === 'slow') await delay(400);
  mkdirSync(sessions, { recursive: true });
  writeFileSync(join(sessions, thread), '');
  print({ type: 'thread.started', thread_id: thread });
  item({ type: 'error', message: 'Model metadata for `m` not found.' });
  print({ type: 'turn.started' });
  await turns[mode](resumed === undefined ? said : `${said} (again)`);
}
