#!/usr/bin/env node
// Speaks the Agent Client Protocol from the middle of a turn that does not end by itself. FAKE_MODE says what it is at:
// streams, works, asks, works-and-asks, blocked, frozen. Built-in modules only: in a sandbox it is a single file.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const sessionId = 'busy';
const nap = process.env.FAKE_NAP;
let turn;
let leave = () => undefined;

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const update = (fields) => send({ method: 'session/update', params: { sessionId, update: fields } });
const say = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });

const turns = {
  streams: () => {
    const timer = setInterval(() => say('and on '), 20);
    leave = () => clearInterval(timer);
  },
  works: () => {
    update({ sessionUpdate: 'tool_call', toolCallId: 't1', title: 'sleep', kind: 'execute', status: 'in_progress' });
    const tool = spawn('sleep', [nap], { detached: true, stdio: 'ignore' });
    leave = () => process.kill(-tool.pid, 'SIGKILL');
  },
  asks: () => {
    const toolCall = { toolCallId: 't1', title: 'Remove everything?' };
    const options = [
      { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
      { optionId: 'no', name: 'No', kind: 'reject_once' },
    ];
    send({ id: 'ask-1', method: 'session/request_permission', params: { sessionId, toolCall, options } });
  },
  'works-and-asks': () => {
    turns.works();
    turns.asks();
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
};

const handlers = {
  initialize: ({ id }) => send({ id, result: { protocolVersion: 1, agentCapabilities: {} } }),
  'session/new': ({ id }) => send({ id, result: { sessionId } }),
  'session/prompt': ({ id }) => {
    turn = id;
    turns[process.env.FAKE_MODE]();
  },
  'session/cancel': () => {
    leave();
    send({ id: turn, result: { stopReason: 'cancelled' } });
  },
};

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const message = JSON.parse(line);
  handlers[message.method]?.(message);
});
input.on('close', () => process.exit());
