import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { AgentCard, formatSSEEvent, Role, TaskState, type Message, type Part, type TaskStatus } from '@a2a-js/sdk';
import {
  AgentEvent,
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
  type AgentExecutor,
  type ExecutionEventBus,
  type RequestContext,
} from '@a2a-js/sdk/server';

interface Call {
  readonly method: string;
  readonly authorization: string | undefined;
}

export interface A2aTestServer {
  readonly url: string;
  /** Tasks whose cancel was asked for. */
  readonly canceled: readonly string[];
  /** Methods that were called, in order, with the credential. */
  readonly calls: readonly Call[];
  /** From now on no request is answered; messages are taken all the same. */
  fallSilent(): void;
  /** The same, once it has told its card the next time. */
  fallSilentAfterCard(): void;
  /** Closes its port at once, and every connection. */
  close(): Promise<void>;
}

export interface A2aServerOptions {
  readonly streaming?: boolean;
  /** Where the card says the agent is. Default: here. */
  readonly endpoint?: string;
}

/**
 * A real A2A agent, made with the SDK's server side. It does what the first word of a message says: `echo`, `fail`,
 * `reject`, `endless`, `stream` (words without end), `ask` (words), `choose` (options), `auth`, `pieces` (an artifact in pieces), `message` (no task).
 */
export async function openA2aServer(options: A2aServerOptions = {}): Promise<A2aTestServer> {
  const { streaming = true } = options;
  const state = { silent: false, silentSoon: false, url: '' };
  const executor = new WordExecutor();
  const calls: Call[] = [];

  const server = createServer((request, response) => {
    if (state.silent) return void readText(request).then((text) => calls.push(callOf(request, text)));
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      if (state.silentSoon) state.silent = true;
      return json(response, AgentCard.toJSON(card));
    }
    const text = await readText(request);
    calls.push(callOf(request, text));
    const body = JSON.parse(text) as Record<string, unknown>;
    const context = new ServerCallContext({ requestedVersion: '1.0' });
    const result = await rpc.handle(body, context);
    if (!(Symbol.asyncIterator in result)) return json(response, result);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for await (const event of result) response.write(formatSSEEvent(event));
    response.end();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const card = cardOf(options.endpoint ?? `${state.url}/rpc`, streaming);
  const rpc = new JsonRpcTransportHandler(new DefaultRequestHandler(card, new InMemoryTaskStore(), executor));
  return {
    url: state.url,
    canceled: executor.canceled,
    calls,
    fallSilent: () => {
      state.silent = true;
    },
    fallSilentAfterCard: () => {
      state.silentSoon = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf(request: IncomingMessage, text: string): Call {
  const { method = 'card' } = (text === '' ? {} : JSON.parse(text)) as { readonly method?: string };
  return { method, authorization: request.headers.authorization };
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function cardOf(url: string, streaming: boolean): AgentCard {
  return {
    name: 'test',
    description: 'does what it is told',
    supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0', tenant: '' }],
    provider: undefined,
    version: '1',
    capabilities: { streaming, pushNotifications: false, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
    signatures: [],
  };
}

const noMeta = { metadata: undefined, extensions: [] };

class WordExecutor implements AgentExecutor {
  readonly canceled: string[] = [];
  readonly #stops = new Map<string, () => void>();

  execute = async (context: RequestContext, bus: ExecutionEventBus): Promise<void> => {
    const { taskId, contextId, userMessage } = context;
    const said = userMessage.parts;
    const words = said.map(({ content }) => (content?.$case === 'text' ? content.value : '')).join(' ');
    const tell = new Teller(bus, taskId, contextId);
    if (words.startsWith('message')) {
      bus.publish(AgentEvent.message(tell.message([textPart('just a message')])));
      return;
    }
    tell.task(context.task?.status ?? { state: TaskState.TASK_STATE_SUBMITTED, message: undefined, timestamp: now() });
    if (context.task !== undefined) return this.#answered(tell, said);
    await this.#work(words, tell);
  };

  cancelTask = (taskId: string, bus: ExecutionEventBus): Promise<void> => {
    this.canceled.push(taskId);
    new Teller(bus, taskId, '').status(TaskState.TASK_STATE_CANCELED);
    this.#stops.get(taskId)?.();
    bus.finished();
    return Promise.resolve();
  };

  async #work(words: string, tell: Teller): Promise<void> {
    const [word = ''] = words.split(' ');
    switch (word) {
      case 'fail':
        return tell.status(TaskState.TASK_STATE_FAILED, [textPart('it broke')]);
      case 'reject':
        return tell.status(TaskState.TASK_STATE_REJECTED, [textPart('not mine to do')]);
      case 'endless':
        tell.status(TaskState.TASK_STATE_WORKING, [textPart('working')]);
        return new Promise((resolve) => this.#stops.set(tell.taskId, resolve));
      case 'stream':
        return this.#stream(tell);
      case 'ask':
        return tell.status(TaskState.TASK_STATE_INPUT_REQUIRED, [textPart('which colour?')]);
      case 'choose':
        return tell.status(TaskState.TASK_STATE_INPUT_REQUIRED, [textPart('Deploy?'), dataPart(choice)]);
      case 'auth':
        return tell.status(TaskState.TASK_STATE_AUTH_REQUIRED, [textPart('sign in at the shop')]);
      case 'pieces':
        tell.artifact('notes', 'one ', { append: false, lastChunk: false });
        tell.artifact('notes', 'two', { append: true, lastChunk: true });
        return tell.status(TaskState.TASK_STATE_COMPLETED, [textPart('here it is')]);
      default:
        tell.status(TaskState.TASK_STATE_WORKING);
        return tell.status(TaskState.TASK_STATE_COMPLETED, [textPart(`you said: ${words}`)]);
    }
  }

  #stream(tell: Teller): Promise<void> {
    const timer = setInterval(() => tell.status(TaskState.TASK_STATE_WORKING, [textPart('and on')]), 20);
    return new Promise((resolve) =>
      this.#stops.set(tell.taskId, () => {
        clearInterval(timer);
        resolve();
      }),
    );
  }

  #answered(tell: Teller, parts: readonly Part[]): void {
    const words = parts.map(({ content }) => JSON.stringify(content?.value)).join(' ');
    tell.status(TaskState.TASK_STATE_WORKING);
    tell.status(TaskState.TASK_STATE_COMPLETED, [textPart(`answered ${words}`)]);
  }
}

const choice = {
  request: 'deploy-1',
  title: 'Deploy?',
  options: [
    { option: 'yes', name: 'Yes', kind: 'allow_once' },
    { option: 'no', name: 'No', kind: 'reject_once' },
  ],
};

class Teller {
  readonly taskId: string;
  readonly #bus: ExecutionEventBus;
  readonly #contextId: string;

  constructor(bus: ExecutionEventBus, taskId: string, contextId: string) {
    this.#bus = bus;
    this.taskId = taskId;
    this.#contextId = contextId;
  }

  message(parts: Part[]): Message {
    const { taskId } = this;
    const about = { taskId, contextId: this.#contextId, referenceTaskIds: [], ...noMeta };
    return { messageId: randomUUID(), role: Role.ROLE_AGENT, parts, ...about };
  }

  task(status: TaskStatus): void {
    const task = { id: this.taskId, contextId: this.#contextId, status, artifacts: [], history: [] };
    this.#bus.publish(AgentEvent.task({ ...task, metadata: undefined }));
  }

  status(state: TaskState, parts?: Part[]): void {
    const status = { state, timestamp: now(), message: parts === undefined ? undefined : this.message(parts) };
    const about = { taskId: this.taskId, contextId: this.#contextId, metadata: undefined };
    this.#bus.publish(AgentEvent.statusUpdate({ ...about, status }));
  }

  artifact(name: string, text: string, piece: { readonly append: boolean; readonly lastChunk: boolean }): void {
    const artifact = { artifactId: name, name, description: '', parts: [textPart(text)], ...noMeta };
    const about = { taskId: this.taskId, contextId: this.#contextId, metadata: undefined };
    this.#bus.publish(AgentEvent.artifactUpdate({ ...about, artifact, ...piece }));
  }
}

function textPart(value: string): Part {
  return { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: 'text/plain' };
}

function dataPart(value: object): Part {
  return { content: { $case: 'data', value }, metadata: undefined, filename: '', mediaType: 'application/json' };
}

function now(): string {
  return new Date().toISOString();
}
