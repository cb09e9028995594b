import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginRequest, bothAt, messages, openGatewayWorld } from './testing/gateway-world.ts';
import type { GatewayWorld } from './testing/gateway-world.ts';
import { event, messageDelta, messageStart, openRawProvider, textDelta } from './testing/raw-provider.ts';
import type { RawProvider } from './testing/raw-provider.ts';

let provider: RawProvider;
let world: GatewayWorld;
beforeAll(async () => {
  provider = await openRawProvider();
  world = await openGatewayWorld(bothAt(provider.baseUrl));
});
afterAll(async () => {
  await world.close();
  await provider.close();
});

const pieceBytes = 64 * 1024;
const pieces = 4096;

/** Writes 256 MiB as fast as it is taken; tells how much that was so far. */
function flood(): { readonly written: () => number } {
  let written = 0;
  const piece = event(textDelta('x'.repeat(pieceBytes)));
  const write = (response: ServerResponse): void => {
    while (written < pieces) {
      written += 1;
      if (!response.write(piece)) return void response.once('drain', () => write(response));
    }
    response.end(event(messageDelta(7)));
  };
  provider.behave((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event(messageStart(10)));
    write(response);
  });
  return { written: () => written };
}

test('an agent that does not read holds the provider back, and memory stays bounded', async () => {
  const { written } = flood();
  const run = await world.open();
  const asked = { path: '/anthropic/v1/messages', body: messages({ stream: true }), token: run.token };
  const before = process.memoryUsage().rss;
  const response = await beginRequest(world.gateway.baseUrl, asked);
  response.pause();
  // Every buffer on the way is full once nothing more is taken.
  let last = -1;
  await expect.poll(() => last === (last = written()), { interval: 200, timeout: 10_000 }).toBe(true);
  expect(written() * pieceBytes).toBeLessThan(32 * 1024 * 1024);
  let read = 0;
  let highest = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    read += chunk.length;
    highest = Math.max(highest, process.memoryUsage().rss - before);
  }
  expect(read).toBeGreaterThan(pieces * pieceBytes);
  expect(highest).toBeLessThan(160 * 1024 * 1024);
  expect(run.usages).toMatchObject([{ source: 'gateway', inputTokens: 10, outputTokens: 7 }]);
});
