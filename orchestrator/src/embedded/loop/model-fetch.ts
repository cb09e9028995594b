import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The gateway's last word: trying again would not help. */
export class ModelRefused extends Error {
  readonly status: number;
  /** The gateway's own word for it, e.g. `LIMIT_COST`. */
  readonly code: string | null;

  constructor(status: number, code: string | null, message: string) {
    super(message);
    this.name = 'ModelRefused';
    this.status = status;
    this.code = code;
  }
}

/**
 * A `fetch` for the gateway without time limits of its own: a request may be held while people are asked about a budget,
 * longer than node's `fetch` waits for an answer.
 * Throws ModelRefused for an answer that says `x-should-retry: false`, which the SDK does not look at.
 */
export const modelFetch: typeof fetch = async (input, init = {}) => {
  const url = input instanceof Request ? input.url : input;
  const request = httpRequest(url, {
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    ...(init.signal ? { signal: init.signal } : {}),
  });
  const answer = await answerOf(request, init.body);
  const status = answer.statusCode ?? 0;
  if (status >= 400 && answer.headers['x-should-retry'] === 'false') throw await refusalOf(answer, status);
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers });
};

function answerOf(request: ClientRequest, body: unknown): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (cause) =>
      // The words by which the SDK knows a connection that failed, which it tries again.
      reject(cause.name === 'AbortError' ? cause : new TypeError('fetch failed', { cause })),
    );
    request.end(typeof body === 'string' ? body : undefined);
  });
}

async function refusalOf(answer: IncomingMessage, status: number): Promise<ModelRefused> {
  const code = answer.headers['x-wheelhouse-code'];
  return new ModelRefused(status, typeof code === 'string' ? code : null, messageOf(await text(answer)));
}

/** Both providers put it at `error.message`. */
function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    if (typeof error?.message === 'string') return error.message;
  } catch {
    // Told as it came.
  }
  return body.slice(0, 500);
}
