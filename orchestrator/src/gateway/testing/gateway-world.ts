import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunId, WorkspaceId, newId } from '@wheelhouse/protocol';
import { openModelGateway } from '../gateway.ts';
import type {
  AnswerUsage,
  GatewayNotice,
  GatewayOptions,
  LimitCode,
  ModelGateway,
  ModelRun,
  OpenModelRun,
  Providers,
} from '../types.ts';

export const realKey = 'sk-real-canary-71f3a9';

export interface OpenedRun extends ModelRun {
  readonly usages: AnswerUsage[];
  readonly reached: LimitCode[];
  readonly notices: GatewayNotice[];
}

/** A gateway before one provider, and everything it said. */
export interface GatewayWorld {
  readonly gateway: ModelGateway;
  /** Everything that was logged, as JSON. */
  readonly log: readonly string[];
  readonly root: string;
  open(changes?: Partial<OpenModelRun>): Promise<OpenedRun>;
  close(): Promise<void>;
}

/** Both APIs at one address, as the mock serves them. */
export const bothAt = (url: string): Providers => ({
  anthropic: { baseUrl: url, apiKey: realKey, defaultModel: 'claude-sonnet-5' },
  openai: { baseUrl: `${url}/v1/`, apiKey: realKey },
});

export async function openGatewayWorld(
  providers: Providers,
  options: Partial<GatewayOptions> = {},
): Promise<GatewayWorld> {
  const log: string[] = [];
  const write = (fields: object, message: string): void =>
    void log.push(JSON.stringify({ ...fields, message }, (_, value: unknown) => plain(value)));
  const root = await mkdtemp(join(tmpdir(), 'wheelhouse-gateway-'));
  const gateway = await openModelGateway({
    providers: () => Promise.resolve(providers),
    logger: { warn: write, error: write },
    ...options,
  });
  const open = async (changes: Partial<OpenModelRun> = {}): Promise<OpenedRun> => {
    const told = { usages: [] as AnswerUsage[], reached: [] as LimitCode[], notices: [] as GatewayNotice[] };
    const run = await gateway.open({
      runId: RunId.parse(newId(Date.now())),
      workspaceId: WorkspaceId.parse(randomUUID()),
      attempt: 1,
      limits: {},
      onUsage: (usage) => void told.usages.push(usage),
      onLimit: (code) => void told.reached.push(code),
      onNotice: (notice) => void told.notices.push(notice),
      ...changes,
    });
    return { ...run, ...told };
  };
  const close = async (): Promise<void> => {
    await gateway.close();
    await rm(root, { recursive: true, force: true });
  };
  return { gateway, log, root, open, close };
}

const plain = (value: unknown): unknown => (value instanceof Error ? `${value.stack} ${String(value.cause)}` : value);

export interface Asked {
  readonly path: string;
  readonly body?: string | object;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly socketPath?: string;
  readonly method?: string;
}

/** An answer that has begun. */
export async function beginRequest(baseUrl: string, asked: Asked, signal?: AbortSignal): Promise<IncomingMessage> {
  const body = typeof asked.body === 'object' ? JSON.stringify(asked.body) : asked.body;
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${baseUrl}${asked.path}`, {
      method: asked.method ?? 'POST',
      headers: {
        'content-type': 'application/json',
        ...(asked.token === undefined ? {} : { 'x-api-key': asked.token }),
        ...asked.headers,
      },
      ...(asked.socketPath === undefined ? {} : { socketPath: asked.socketPath }),
      ...(signal === undefined ? {} : { signal }),
    });
    request.once('response', resolve).on('error', reject).end(body);
  });
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The connection broke before the answer was complete. */
  readonly isCut: boolean;
}

export async function ask(baseUrl: string, asked: Asked): Promise<Answered> {
  const response = await beginRequest(baseUrl, asked);
  const chunks: Buffer[] = [];
  let isCut = false;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    isCut = true;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: response.statusCode ?? 0, headers: response.headers, text, isCut };
}

/** A request for an answer, as each API wants it. */
export const messages = (changes: object = {}): object => ({
  model: 'claude-sonnet-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
  ...changes,
});
export const chat = (changes: object = {}): object => ({
  model: 'gpt-5',
  max_completion_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
  ...changes,
});
export const responses = (changes: object = {}): object => ({
  model: 'gpt-5',
  max_output_tokens: 100,
  input: 'hello',
  ...changes,
});
