import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Call, ExchangeDeps } from './call.ts';
import { agentHeaders, readRetryAfter } from './headers.ts';
import { Refusal } from './refusal.ts';
import type { Provider } from './types.ts';
import type { Meter } from './usage/meter.ts';

/** An error's body is read whole, so that nothing secret leaves with it. */
const maxErrorBytes = 1024 * 1024;

/** An answer on its way, and what reads along. */
interface Relayed {
  readonly answer: IncomingMessage;
  readonly meter: Meter | null;
}

/** Byte for byte, as fast as the agent reads. An answer that is cut there is cut here. */
export async function relay(
  deps: ExchangeDeps,
  call: Call,
  provider: Provider,
  { answer, meter }: Relayed,
): Promise<void> {
  const { response, exchange } = call;
  const giveUp = (): void => void answer.destroy(new Refusal('timeout', 'nothing moved for too long'));
  const idle = setTimeout(giveUp, deps.timeouts.idleMs);
  answer.on('data', (chunk: Buffer) => {
    idle.refresh();
    meter?.take(chunk);
  });
  response.writeHead(answer.statusCode ?? 200, agentHeaders(answer.headers, provider));
  response.flushHeaders();
  try {
    await pipeline(answer, response, { signal: exchange.signal });
  } finally {
    clearTimeout(idle);
  }
}

/** Tells the agent and the run what the provider did not do. */
export async function relayFault(
  deps: ExchangeDeps,
  call: Call,
  provider: Provider,
  answer: IncomingMessage,
): Promise<void> {
  const { run, response } = call;
  const status = answer.statusCode ?? 0;
  const retryAfterMs = readRetryAfter(answer.headers, Date.now());
  if (status === 429) run.notice({ kind: 'rate_limited', status, retryAfterMs });
  else if (status >= 500 || status < 400 || (status >= 401 && status <= 403))
    run.notice({ kind: 'provider_error', status, retryAfterMs });
  if (status === 401) deps.providers.forget(run.options.workspaceId);
  if (status === 401 || status < 400) answer.destroy();
  if (status === 401)
    throw new Refusal('provider', "the provider refused this instance's key", { code: 'AUTH_REQUIRED' });
  if (status < 400) throw new Refusal('provider', `the provider answered ${status}, which is no answer`);
  const body = redact(await readErrorBody(deps, answer), provider.apiKey);
  response.writeHead(status, { ...agentHeaders(answer.headers, provider), 'content-length': body.length });
  response.end(body);
}

async function readErrorBody(deps: ExchangeDeps, answer: IncomingMessage): Promise<Buffer> {
  const timer = setTimeout(() => answer.destroy(), deps.timeouts.idleMs);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxErrorBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new Refusal('unreachable', 'the provider was cut off in the middle of an error', { cause });
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

/** Providers quote what they refuse. */
function redact(body: Buffer, key: string): Buffer {
  return body.includes(key) ? Buffer.from(body.toString('latin1').replaceAll(key, '[redacted]'), 'latin1') : body;
}
