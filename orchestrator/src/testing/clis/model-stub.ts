import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LLMock } from '@copilotkit/aimock';
import type { ModelAccess } from '../../runtimes/adapter.ts';

/** What the model does when the prompt contains `word`: calls the tool, and once that was answered says `done`. */
export interface ModelScript {
  readonly word: string;
  readonly tool?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> };
  readonly done: string;
  /** It says `done` so slowly, so long between two words or so. */
  readonly paceMs?: number;
  /** It answers so only where the conversation holds this text too. */
  readonly recalls?: string;
}

export interface ModelStub {
  readonly access: ModelAccess;
  /** Paths asked for with the right token, in order. */
  readonly paths: readonly string[];
  /** How many requests came without it. */
  strangers(): number;
  /** What follows is scripted so. */
  play(scripts: readonly ModelScript[]): void;
  /** After so many further answers it answers 402, as the gateway does when the budget is used up. */
  limit(answers: number): void;
  close(): Promise<void>;
}

const token = 'token-of-this-attempt';
const answerUsage = { input_tokens: 100, output_tokens: 20, prompt_tokens: 100, completion_tokens: 20 };
const budgetMessage = 'LIMIT_COST: the budget of this run is used up';

/** An independent mock of the providers' APIs, laid out as the model gateway is: `/anthropic` and `/openai` with a token. */
export async function openModelStub(): Promise<ModelStub> {
  const mock = await LLMock.create({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  const paths: string[] = [];
  let strangers = 0;
  let left = Infinity;
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    // Claude Code looks first whether anybody is there.
    if (incoming.method === 'HEAD') return void outgoing.writeHead(200).end();
    if (tokenOf(incoming) !== token) {
      strangers += 1;
      return refuse(outgoing, 401, 'authentication_error', 'unknown token');
    }
    paths.push(path);
    const isAnswer = incoming.method === 'POST' && !path.includes('count_tokens');
    if (isAnswer && (left -= 1) < 0) return refuse(outgoing, 402, 'billing_error', budgetMessage);
    forward(incoming, outgoing, new URL(path.replace(/^\/(?:anthropic|openai)/, ''), mock.url));
  });
  const port = await listen(server);
  return {
    access: {
      baseUrl: `http://127.0.0.1:${port}`,
      token,
      apis: ['anthropic', 'openai'],
      defaultModels: { anthropic: 'claude-sonnet-4-5', openai: 'gpt-5.4' },
    },
    paths,
    strangers: () => strangers,
    play(scripts) {
      left = Infinity;
      mock.clearFixtures();
      for (const script of scripts) addScript(mock, script);
    },
    limit(answers) {
      left = answers;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await mock.stop();
    },
  };
}

function addScript(mock: LLMock, { word, tool, done, recalls, paceMs }: ModelScript): void {
  const userMessage = word;
  if (recalls !== undefined) {
    const predicate = ({ messages }: { messages: unknown }): boolean => JSON.stringify(messages).includes(recalls);
    mock.on({ userMessage, predicate }, { content: done, usage: answerUsage });
    return;
  }
  if (tool) {
    const toolCalls = [{ name: tool.name, arguments: JSON.stringify(tool.input) }];
    mock.on({ userMessage, hasToolResult: false }, { content: 'I will do it.', toolCalls, usage: answerUsage });
  }
  const pace = paceMs === undefined ? {} : { latency: paceMs, chunkSize: 8 };
  mock.on({ userMessage, ...(tool ? { hasToolResult: true } : {}) }, { content: done, usage: answerUsage }, pace);
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['x-api-key'];
  return typeof key === 'string' ? key : headers.authorization?.replace(/^Bearer /, '');
}

function refuse(outgoing: ServerResponse, status: number, type: string, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
  outgoing.end(JSON.stringify({ type: 'error', error: { type, message, code: type } }));
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): void {
  const headers = { ...incoming.headers, host: url.host };
  const onward = request(url, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  // Who has hung up is not waited for.
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
