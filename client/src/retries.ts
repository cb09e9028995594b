import { retryAfterOf } from './api-error.ts';

export type Send = (request: Request) => Promise<Response>;

export interface RetryOptions {
  readonly send: Send;
  /** After the first try. */
  readonly retries: number;
  /** Whether the server knows a POST again by its key. Default true. */
  readonly keepsKeys?: boolean;
}

/** A server that wants more patience than this gets its error told to the caller. */
const maxWaitMs = 10_000;
const firstWaitMs = 200;

/**
 * Sends a request, and again after "try later" (429 and 503 with `Retry-After`: nothing was done, or the key keeps it
 * from being done twice; 409 with it: the first request with this key is still under way) and, where doing it twice is doing it once, after a connection that broke.
 */
export async function sendWithRetries(request: Request, options: RetryOptions): Promise<Response> {
  const { send, retries, keepsKeys = true } = options;
  const isPost = request.method === 'POST';
  const isRepeatable = !isPost || (keepsKeys && request.headers.has('idempotency-key'));
  const later = isPost && !keepsKeys ? [429] : [409, 429, 503];
  if (isPost && keepsKeys && !isRepeatable) request.headers.set('idempotency-key', newKey());
  for (let tried = 0; ; tried += 1) {
    const isLast = tried >= retries || request.signal.aborted;
    // A body is read once: each try has its own copy.
    const answer = await send(isLast ? request : request.clone()).catch((error: unknown) => {
      // Routes that take no key would do it again: only a caller who gave one knows better.
      if (isLast || !isRepeatable || request.signal.aborted) throw error;
      return null;
    });
    const waitMs = answer === null ? firstWaitMs * 2 ** tried : waitAfter(answer, later);
    if (answer !== null && (isLast || waitMs === null || waitMs > maxWaitMs)) return answer;
    await answer?.body?.cancel();
    await sleep(waitMs ?? 0, request.signal);
  }
}

/** Not `randomUUID`, which browsers have over HTTPS and on this machine only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Null where sending it again would not help. */
function waitAfter(answer: Response, later: readonly number[]): number | null {
  return later.includes(answer.status) ? retryAfterOf(answer) : null;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
