import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { sendWithRetries } from './retries.ts';

interface Seen {
  readonly key: string | undefined;
  readonly body: string;
}

let server: Server | null = null;

afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve));
});

/** Answers with these, the last one ever after. */
async function serve(
  answers: readonly { status: number; retryAfter?: string }[],
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push({
        key: request.headers['idempotency-key'] as string | undefined,
        body: Buffer.concat(chunks).toString(),
      });
      if (answer?.retryAfter !== undefined) response.setHeader('retry-after', answer.retryAfter);
      response.writeHead(answer?.status ?? 500, { connection: 'close' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

const post = (url: string): Request => new Request(url, { method: 'POST', body: '{"a":1}' });
const options = { send: (request: Request) => fetch(request), retries: 2 };

describe('sending again', () => {
  test('waits as the server says, and sends the same body with the same key', async () => {
    const { url, seen } = await serve([
      { status: 429, retryAfter: '1' },
      { status: 409, retryAfter: '0' },
      { status: 201 },
    ]);
    expect((await sendWithRetries(post(url), options)).status).toBe(201);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ body }) => body))).toEqual(new Set(['{"a":1}']));
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
    expect(seen[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  });

  test('ends after the last try, and at once where waiting would not help or would take too long', async () => {
    const busy = await serve([{ status: 503, retryAfter: '0' }]);
    expect((await sendWithRetries(post(busy.url), options)).status).toBe(503);
    expect(busy.seen).toHaveLength(3);
    for (const answer of [{ status: 500 }, { status: 409 }, { status: 429, retryAfter: '86400' }, { status: 503 }]) {
      await new Promise((resolve) => server?.close(resolve));
      const { url, seen } = await serve([answer]);
      expect((await sendWithRetries(post(url), options)).status).toBe(answer.status);
      expect(seen, JSON.stringify(answer)).toHaveLength(1);
    }
  });

  test('ends with the caller who gives up waiting', async () => {
    const { url, seen } = await serve([{ status: 503, retryAfter: '9' }]);
    const giving = new AbortController();
    const call = sendWithRetries(new Request(url, { signal: giving.signal }), {
      ...options,
      send: async (request) => {
        const answer = await fetch(request);
        setTimeout(() => giving.abort(new Error('given up')), 20);
        return answer;
      },
    });
    await expect(call).rejects.toThrow('given up');
    expect(seen).toHaveLength(1);
  });

  test('leaves a POST alone where the server keeps no keys, unless it did nothing', async () => {
    const keyless = { ...options, keepsKeys: false };
    const busy = await serve([{ status: 503, retryAfter: '0' }, { status: 201 }]);
    expect((await sendWithRetries(post(busy.url), keyless)).status).toBe(503);
    expect(busy.seen).toMatchObject([{ key: undefined }]);
    await new Promise((resolve) => server?.close(resolve));
    const fast = await serve([{ status: 429, retryAfter: '0' }, { status: 201 }]);
    expect((await sendWithRetries(post(fast.url), keyless)).status).toBe(201);
  });
});
