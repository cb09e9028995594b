import type { AddressInfo } from 'node:net';
import { closeCodes } from '@wheelhouse/protocol';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { guardSocket, type GuardedSocketHandlers } from './guard-socket.ts';

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handlers: Partial<GuardedSocketHandlers>): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    guardSocket(socket, { onText: () => {}, onClose: () => {}, onFault: () => {}, ...handlers });
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function dial(url: string): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(url);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, closed };
}

test.each([
  [
    'synchronously',
    (): never => {
      throw new Error('boom');
    },
  ],
  ['asynchronously', (): Promise<never> => Promise.reject(new Error('boom'))],
])('WS-17: a handler that fails %s ends its own connection, is reported once, and others go on', async (_how, fail) => {
  const faults: unknown[] = [];
  const heard: string[] = [];
  const url = await serve({
    onText: (text) => (text === 'bad' ? fail() : void heard.push(text)),
    onFault: (error) => void faults.push(error),
  });
  const other = await dial(url);
  const victim = await dial(url);
  victim.socket.send('bad');
  victim.socket.send('bad');
  expect(await victim.closed).toBe(closeCodes.PROTOCOL_ERROR);
  expect(faults).toHaveLength(1);
  other.socket.send('still here');
  await expect.poll(() => heard).toEqual(['still here']);
});

test('WS-07: frames sent in one burst are handled one at a time in their order, slow handler or not', async () => {
  const heard: number[] = [];
  let active = 0;
  let overlapped = false;
  const url = await serve({
    maxQueued: 4,
    onText: async (text) => {
      active += 1;
      overlapped ||= active > 1;
      await new Promise((resolve) => setImmediate(resolve));
      heard.push(Number(text));
      active -= 1;
    },
  });
  const { socket } = await dial(url);
  const sent = Array.from({ length: 500 }, (_, index) => index);
  for (const index of sent) socket.send(String(index));
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(500);
  expect(heard).toEqual(sent);
  expect(overlapped).toBe(false);
});

test('a binary frame is refused', async () => {
  const { socket, closed } = await dial(await serve({}));
  socket.send(Buffer.from([1, 2, 3]));
  expect(await closed).toBe(1003);
});
