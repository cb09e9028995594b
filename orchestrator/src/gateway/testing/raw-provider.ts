import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Behaviour = (response: ServerResponse, seen: SeenRequest) => void | Promise<void>;

/** A provider that answers as the test says, to the byte. */
export interface RawProvider {
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  /** Requests whose connection was closed before the answer was complete. */
  readonly cut: number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export async function openRawProvider(): Promise<RawProvider> {
  const seen: SeenRequest[] = [];
  let cut = 0;
  let behaviour: Behaviour = (response) => void response.end('{}');
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('close', () => (cut += response.writableFinished ? 0 : 1));
    const body = (await buffer(request)).toString('utf8');
    const told = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    seen.push(told);
    await behaviour(response, told);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    get cut() {
      return cut;
    },
    behave: (next) => void (behaviour = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends the pieces one by one, each in a write of its own, then ends or cuts the connection. */
export function streamOf(pieces: readonly (string | Buffer)[], end: 'end' | 'cut' = 'end'): Behaviour {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (end === 'end') response.end();
    else response.destroy();
  };
}

export const event = (data: unknown, newline = '\n'): string => `data: ${JSON.stringify(data)}${newline}${newline}`;

/** An Anthropic stream's events, without the figures of its end. */
export const messageStart = (inputTokens: number, more: object = {}): object => ({
  type: 'message_start',
  message: { model: 'claude-sonnet-5', usage: { input_tokens: inputTokens, output_tokens: 1, ...more } },
});
export const textDelta = (text: string): object => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
export const messageDelta = (outputTokens: number): object => ({
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage: { output_tokens: outputTokens },
});
