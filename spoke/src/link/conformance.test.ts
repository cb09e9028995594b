import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, WorkspaceId } from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { spokeConformance, type ConformanceCase, type Transport } from '@wheelhouse/protocol/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { saveHubPin } from '../identity/hub-pin.ts';
import { grantTo, openFixture, type Fixture } from '../testing/fixture.ts';

/** Hands every socket that a spoke dials to whoever asks for the next one. */
class Entrance {
  readonly server: Server = createServer();
  readonly #sockets: WebSocketServer;
  readonly #arrived: Transport[] = [];
  #waiting: ((transport: Transport) => void) | null = null;

  constructor() {
    this.#sockets = new WebSocketServer({ server: this.server, path: '/link/v1', perMessageDeflate: false });
    this.#sockets.on('connection', (socket) => {
      const transport = transportOf(socket);
      if (this.#waiting === null) this.#arrived.push(transport);
      else this.#waiting(transport);
      this.#waiting = null;
    });
  }

  accept(): Promise<Transport> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function transportOf(socket: WebSocket): Transport {
  const kept: string[] = [];
  let closedWith: number | null = null;
  let onText = (text: string): void => void kept.push(text);
  let onClose = (code: number): void => {
    closedWith = code;
  };
  socket.on('message', (data: Buffer) => onText(data.toString('utf8')));
  socket.on('close', (code) => onClose(code));
  socket.on('error', () => socket.terminate());
  return {
    send: (text) => socket.send(text),
    close: (code) => socket.close(code),
    onText(listener) {
      onText = listener;
      for (const text of kept.splice(0)) listener(text);
    },
    onClose(listener) {
      onClose = listener;
      if (closedWith !== null) listener(closedWith);
    },
  };
}

const entrance = new Entrance();
let folder = '';
let fixture: Fixture;
let cases: ConformanceCase[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-spoke-conformance-'));
  await new Promise<void>((resolve) => entrance.server.listen(0, '127.0.0.1', resolve));
  const { port } = entrance.server.address() as AddressInfo;
  const [hub, issuer, stranger] = ['hub', 'issuer', 'stranger'].map((name) =>
    createIdentity({ name, now: Date.now() }),
  );
  if (hub === undefined || issuer === undefined || stranger === undefined) throw new Error('no identities');
  await saveHubPin(folder, {
    version: 1,
    hubId: hub.instanceId,
    url: `http://127.0.0.1:${port}`,
    linkUrl: `ws://127.0.0.1:${port}/link/v1`,
    fingerprint: hub.fingerprint,
    keyset: hub.keyset,
  });
  fixture = await openFixture({ hub: false, config: { instanceDir: folder } });
  const { fingerprint, keyset } = issuer;
  const pinned = await fixture.api('POST', `/api/v1/peers/${issuer.instanceId}/pin`, {
    fingerprint,
    keyset,
    name: 'issuer',
  });
  if (pinned.status !== 200) throw new Error(`pinning failed: ${pinned.text}`);
  await grantTo(fixture, issuer);
  cases = spokeConformance({
    spoke: fixture.spoke.identity,
    hub,
    issuer,
    connection: newId(Date.now()),
    workspace: WorkspaceId.parse(fixture.own.workspaceId),
    agent: 'echo',
    stranger,
    now: Date.now,
    accept: () => entrance.accept(),
  });
});
afterAll(async () => {
  await fixture.close();
  await entrance.close();
  await rm(folder, { recursive: true, force: true });
});

test('the spoke keeps every promise of the protocol’s conformance suite', { timeout: 300_000 }, async () => {
  const broken: string[] = [];
  for (const { name, run } of cases) {
    await run().catch((error: unknown) =>
      broken.push(`${name}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  expect(cases.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
});
