import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './refusal.ts';
import type { GatewayTimeouts } from './types.ts';

export interface UpstreamRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | null;
}

export interface UpstreamDeps {
  readonly timeouts: GatewayTimeouts;
  readonly random: () => number;
}

/** Tries after the first, where the provider gave no byte of an answer. */
const maxRetries = 2;
const retryDelayMs = 100;
const retryCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Connections to providers, kept open between requests. */
export class Upstream {
  readonly #deps: UpstreamDeps;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(deps: UpstreamDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when an answer begins. Redirects are not followed.
   * @throws Refusal `unreachable` or `timeout`; the signal's reason when that aborts
   */
  async send(request: UpstreamRequest, signal: AbortSignal): Promise<IncomingMessage> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#sendOnce(request, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Refusal) throw error;
        const code = (error as NodeJS.ErrnoException).code ?? '';
        if (tries === maxRetries || !retryCodes.has(code))
          throw new Refusal('unreachable', `the provider cannot be reached (${code})`, { cause: error });
        // Half to one and a half times the delay: those that were cut together do not come back together.
        await delay(retryDelayMs * 2 ** tries * (0.5 + this.#deps.random()), undefined, { signal });
      }
    }
  }

  #sendOnce({ url, method, headers, body }: UpstreamRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const isTls = url.protocol === 'https:';
    const agent = isTls ? this.#https : this.#http;
    const request = (isTls ? httpsRequest : httpRequest)(url, { method, headers, agent, signal });
    const { connectMs, firstByteMs } = this.#deps.timeouts;
    endAfter(request, firstByteMs, 'the provider did not answer in time');
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(
        () => request.destroy(new Refusal('timeout', 'no connection to the provider')),
        connectMs,
      );
      for (const event of [isTls ? 'secureConnect' : 'connect', 'close']) socket.once(event, () => clearTimeout(timer));
    });
    return new Promise((resolve, reject) => {
      request.once('response', resolve);
      // Stays for what comes after the answer began, which the answer's own stream tells.
      request.on('error', reject);
      request.end(body ?? undefined);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function endAfter(request: ClientRequest, timeoutMs: number, message: string): void {
  const timer = setTimeout(() => request.destroy(new Refusal('timeout', message)), timeoutMs);
  for (const event of ['response', 'close']) request.once(event, () => clearTimeout(timer));
}
