import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Anthropic's own limit for a message, the largest of the providers': a larger request would be refused there. */
const requestMaxBytes = 32 * 1024 * 1024;

/** Of one run's requests that are not sent yet, together: bodies are kept in memory until the answer begins. */
const runMaxBytes = 64 * 1024 * 1024;

/** The memory that one run's requests hold. */
export class BodyRoom {
  #bytes = 0;

  /** @throws Refusal `busy` where it would be too much */
  take(bytes: number): void {
    if (this.#bytes + bytes > runMaxBytes) throw new Refusal('busy', 'too many large requests at a time');
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

export interface HeldBody {
  readonly bytes: Buffer;
  /** Call it when the body is needed no more. Idempotent. */
  release(): void;
}

/**
 * Reads a whole request.
 * @throws Refusal `too_large` or `busy`; the rest of the request is then read and dropped by node
 */
export async function readBody(request: IncomingMessage, room: BodyRoom): Promise<HeldBody> {
  let held = 0;
  const release = (): void => {
    room.give(held);
    held = 0;
  };
  try {
    if (Number(request.headers['content-length'] ?? 0) > requestMaxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (held + chunk.length > requestMaxBytes) throw tooLarge();
      room.take(chunk.length);
      held += chunk.length;
      chunks.push(chunk);
    }
    return { bytes: Buffer.concat(chunks), release };
  } catch (error) {
    release();
    throw error;
  }
}

const tooLarge = (): Refusal => new Refusal('too_large', `a request may have at most ${requestMaxBytes} bytes`);
