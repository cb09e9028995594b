import { WorkspaceId } from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { hubConformance, type ConformanceCase, type HubSubject, type Transport } from '@wheelhouse/protocol/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { TestFleet } from '../testing/test-fleet.ts';

let fleet: TestFleet;
let cases: ConformanceCase[] = [];

/** A real socket as the suite sees it. */
async function dial(url: string): Promise<Transport> {
  const socket = new WebSocket(url, 'link.v1', { perMessageDeflate: false });
  const kept: string[] = [];
  const listeners: { text: (text: string) => void; close: (code: number) => void } = {
    text: (text) => void kept.push(text),
    close: () => {},
  };
  socket.on('message', (data: Buffer) => listeners.text(data.toString('utf8')));
  socket.on('close', (code) => listeners.close(code));
  socket.on('error', () => socket.terminate());
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    send: (text) => socket.send(text),
    close: (code) => socket.close(code),
    onText(listener) {
      listeners.text = listener;
      for (const text of kept.splice(0)) listener(text);
    },
    onClose(listener) {
      listeners.close = listener;
    },
  };
}

beforeAll(async () => {
  fleet = await TestFleet.start();
  const { issuer, target } = await fleet.pair();
  issuer.cut();
  target.cut();
  const { id, keyset, fingerprint } = await fleet.get<{ id: string; keyset: string; fingerprint: string }>('/hub');
  const subject: HubSubject = {
    hub: { id: id as HubSubject['hub']['id'], keyset, fingerprint, origin: fleet.hub.linkUrl },
    issuer: issuer.identity,
    target: target.identity,
    workspace: WorkspaceId.parse(target.workspaceId),
    agent: 'shell',
    stranger: createIdentity({ name: 'stranger', now: Date.now() }),
    now: Date.now,
    dial: () => dial(fleet.hub.linkUrl),
  };
  cases = hubConformance(subject);
});
afterAll(() => fleet.close());

test('the hub keeps every promise of the protocol’s conformance suite', { timeout: 300_000 }, async () => {
  const broken: string[] = [];
  for (const { name, run } of cases) {
    await run().catch((error: unknown) =>
      broken.push(`${name}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  expect(cases.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});
