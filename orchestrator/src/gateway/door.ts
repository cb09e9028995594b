import type { IncomingMessage, ServerResponse } from 'node:http';
import { codes, limits, WheelhouseError, type Code } from '@wheelhouse/protocol';
import type { Exchange, GatewayRun } from './gateway-run.ts';
import { Refusal, type RefusalKind } from './refusal.ts';
import { splitUrl } from './routes.ts';

/** What of a run is below this path, beside its models. */
export const doorPath = '/run/v1';

export function isDoorPath(path: string): boolean {
  return path === doorPath || path.startsWith(`${doorPath}/`);
}

/**
 * Answers one request of a run's agent to the run's own door.
 * @throws WheelhouseError LIMIT_CHILDREN where the run has none; TOO_LARGE, and what the door throws
 */
export async function serveDoor(
  run: GatewayRun,
  { request, response, exchange }: { request: IncomingMessage; response: ServerResponse; exchange: Exchange },
): Promise<void> {
  const { door } = run.options;
  if (door === undefined)
    throw new WheelhouseError('LIMIT_CHILDREN', 'this run may start no others: its spawn set no limits.children');
  const { path, query } = splitUrl(request.url ?? '');
  const answer = await door({
    method: request.method ?? '',
    path: path.slice(doorPath.length),
    query: new URLSearchParams(query),
    body: await readText(request),
    signal: exchange.signal,
  });
  send(response, answer.status, answer.body);
}

/** A fault in the words of the platform, not of a provider. */
export function sendDoorError(response: ServerResponse, error: unknown): void {
  const fault = faultOf(error);
  const { status, retryable } = codes[fault.code];
  if (retryable) response.setHeader('retry-after', '1');
  // Codes with status 200 are ends of runs; here they refuse.
  send(response, status === 200 ? codes.CONFLICT.status : status, { error: fault });
}

const codeOf: Readonly<Partial<Record<RefusalKind, Code>>> = {
  unauthenticated: 'UNAUTHENTICATED',
  not_found: 'NOT_FOUND',
  busy: 'RATE_LIMITED',
};

function faultOf(error: unknown): { readonly code: Code; readonly message: string } {
  if (error instanceof WheelhouseError) return { code: error.code, message: error.message };
  const code = error instanceof Refusal ? codeOf[error.kind] : undefined;
  return code === undefined || !(error instanceof Refusal)
    ? { code: 'INTERNAL', message: codes.INTERNAL.meaning }
    : { code, message: error.message };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bodyMaxBytes)
      throw new WheelhouseError('TOO_LARGE', `a request may have at most ${limits.bodyMaxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
