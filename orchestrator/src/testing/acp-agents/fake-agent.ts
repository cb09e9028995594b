import { createInterface } from 'node:readline';
import { isMode, type FakeAgentMode } from './modes.ts';

// Speaks the protocol by hand, so that a fault of the SDK's agent side cannot hide one of its client side.

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly prompt?: readonly { readonly text?: string }[] };
  readonly result?: { readonly outcome?: { readonly outcome?: string; readonly optionId?: string } };
}

const sessionId = 'fake-session';
const capabilities: Partial<Readonly<Record<FakeAgentMode, object>>> = {
  loads: { loadSession: true },
  resumes: { loadSession: true, sessionCapabilities: { resume: {} } },
};
let counted = 0;
const mode = modeOf(process.argv[2]);
let turn: Message['id'] | undefined;

const send = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
};
const update = (fields: object): void => send({ method: 'session/update', params: { sessionId, update: fields } });
const say = (text: string): void => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
const endTurn = (stopReason: string, usage?: object): void => {
  if (turn !== undefined) send({ id: turn, result: { stopReason, ...(usage ? { usage } : {}) } });
  turn = undefined;
};

const handlers: Readonly<Record<string, (message: Message) => void>> = {
  initialize: ({ id }) => {
    const answer = (): void =>
      send({ id, result: { protocolVersion: 1, agentCapabilities: capabilities[mode] ?? {} } });
    if (mode === 'never-answers') return;
    if (mode === 'slow') setTimeout(answer, 400);
    else answer();
  },
  'session/new': ({ id }) => {
    if (mode === 'signed-out') send({ id, error: { code: -32000, message: 'Authentication required' } });
    else send({ id, result: { sessionId } });
  },
  'session/load': ({ id, params }) => {
    if (params?.sessionId !== sessionId) return send({ id, error: { code: -32002, message: 'no such session' } });
    say('what was said before');
    update({ sessionUpdate: 'tool_call', toolCallId: 'old', title: 'done before', status: 'completed' });
    update({ sessionUpdate: 'usage_update', used: 5, size: 1000, cost: { amount: 0.5, currency: 'USD' } });
    send({ id, result: {} });
  },
  'session/resume': ({ id }) => send({ id, result: {} }),
  'session/prompt': (message) => {
    turn = message.id;
    turns[mode](message.params?.prompt?.[0]?.text ?? '');
  },
  'session/cancel': () => {
    if (mode !== 'ignores-cancel') endTurn('cancelled');
  },
};

const turns: Readonly<Record<FakeAgentMode, (prompt: string) => void>> = {
  normal: (prompt) => {
    update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'thinking' } });
    update({ sessionUpdate: 'plan', entries: [{ content: 'answer', priority: 'high', status: 'pending' }] });
    update({ sessionUpdate: 'tool_call', toolCallId: 't1', title: 'look', kind: 'read', status: 'pending' });
    update({
      sessionUpdate: 'tool_call_update',
      toolCallId: 't1',
      status: 'completed',
      content: [{ type: 'content', content: { type: 'text', text: 'seen' } }],
    });
    update({ sessionUpdate: 'usage_update', used: 10, size: 1000 });
    say('you said: ');
    say(prompt);
    endTurn('end_turn');
  },
  slow: () => setTimeout(() => (say('slowly done'), endTurn('end_turn')), 600),
  chatty: () => {
    for (let index = 0; index < 5000; index++) say(`word ${index} `);
    endTurn('end_turn');
  },
  'crash-mid-turn': () => {
    say('about to');
    process.exitCode = 3;
    process.stdin.destroy();
  },
  'ignores-cancel': () => say('busy'),
  'garbage-on-stdout': (prompt) => {
    process.stdout.write(
      'Loading model…\n{"not":"ours"}\n[1,2]\n{broken\n{"jsonrpc":"2.0","id":"nobody-asked","result":{}}\n',
    );
    process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0a]));
    update({ sessionUpdate: 'agent_message_chunk', content: 7 });
    update({ sessionUpdate: 'something_new', text: '\u0000\ud800' });
    say(`still: ${prompt}\u0000\ud800`);
    endTurn('end_turn');
  },
  'never-answers': () => undefined,
  'signed-out': () => undefined,
  'long-turn': () => say('working'),
  'asks-permission': () => {
    send({
      id: 'ask-1',
      method: 'session/request_permission',
      params: {
        sessionId,
        toolCall: { toolCallId: 'danger', title: 'Remove everything?' },
        options: [
          { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
          { optionId: 'no, never', name: 'No', kind: 'reject_once' },
        ],
      },
    });
  },
  refuses: () => endTurn('refusal'),
  loads: (prompt) => {
    update({ sessionUpdate: 'usage_update', used: 9, size: 1000, cost: { amount: 0.75, currency: 'USD' } });
    say(`again: ${prompt}`);
    endTurn('end_turn');
  },
  resumes: (prompt) => {
    say(`again: ${prompt}`);
    endTurn('end_turn');
  },
  counts: () => {
    counted += 1;
    setTimeout(() => {
      update({ sessionUpdate: 'usage_update', used: 9, size: 1000, cost: { amount: counted / 100, currency: 'USD' } });
      const tokens = { inputTokens: 100 * counted, outputTokens: 10 * counted, cachedReadTokens: 4 * counted };
      endTurn('end_turn', { totalTokens: 114 * counted, ...tokens });
    }, 200);
  },
  budget: () => {
    const message = 'API Error: 402 LIMIT_COST: the budget of this run is used up';
    send({ id: turn, error: { code: -32603, message } });
  },
  'shows-env': () => {
    say(JSON.stringify({ anthropic: process.env['ANTHROPIC_BASE_URL'], openai: process.env['OPENAI_BASE_URL'] }));
    endTurn('end_turn');
  },
};

function modeOf(word: string | undefined): FakeAgentMode {
  if (word !== undefined && isMode(word)) return word;
  process.stderr.write(`unknown mode ${String(word)}\n`);
  process.exit(2);
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const message = JSON.parse(line) as Message;
  if (message.method !== undefined) handlers[message.method]?.(message);
  // The permission's answer; like some real agents it claims success whatever the answer was.
  else if (message.id === 'ask-1') {
    say(JSON.stringify(message.result?.outcome));
    endTurn('end_turn');
  }
});
if (mode !== 'ignores-cancel') input.on('close', () => process.exit());
else {
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 60_000);
}
