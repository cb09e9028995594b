import { sha256Hex, readEnvelope, type CommandMessage } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestFleet } from './testing/test-fleet.ts';
import type { TestSpoke } from './testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;

beforeAll(async () => {
  fleet = await TestFleet.start();
  ({ issuer, target } = await fleet.pair());
});
afterAll(() => fleet.close());

export function withSha(message: CommandMessage, text: string): CommandMessage & { sha256: string } {
  return { ...message, sha256: sha256Hex(readEnvelope(text).payload) };
}

test('a command, its receipts and its events travel, and the hub keeps a log of them', async () => {
  const command = issuer.command({
    aud: target.id,
    ws: target.workspaceId,
    body: { verb: 'agent.spawn', agent: 'sh' },
  });
  await issuer.acked(issuer.sendCommand(command));
  const arrived = await target.waitFor('data', (frame) => frame.h.id === command.message.id);
  expect(arrived.env).toBe(command.text);
  const asked = withSha(command.message, command.text);
  await target.acked(target.sendReceipt(asked, { status: 'accepted' }));
  const returned = await issuer.waitFor('data', (frame) => frame.h.kind === 'receipt');
  expect(returned.h.from).toBe(target.id);
  const agt = command.message.agt ?? '';
  await target.acked(
    target.sendEvents({
      aud: issuer.id,
      ws: target.workspaceId,
      agt,
      body: {
        first: 1,
        events: [
          { seq: 1, at: Date.now(), type: 'state', data: { state: 'running' } },
          { seq: 2, at: Date.now(), type: 'log', data: { stream: 'stdout', text: 'a\0b' } },
        ],
      },
    }),
  );
  await issuer.waitFor('data', (frame) => frame.h.kind === 'events');
  await target.acked(target.sendReceipt(asked, { status: 'completed', outcome: 'succeeded' }));
  const detail = await fleet.get<{ state: string; receipts: { status: string }[]; envelope: string }>(
    `/fleet/commands/${command.message.id}`,
  );
  expect(detail).toMatchObject({ state: 'succeeded', envelope: command.text });
  expect(detail.receipts.map((receipt) => receipt.status)).toEqual(['accepted', 'completed']);
  expect(await fleet.get(`/fleet/runs/${agt}`)).toMatchObject({
    state: 'running',
    lastSeq: 2,
    agent: 'sh',
    link: 'live',
  });
  expect(await fleet.get(`/fleet/runs/${agt}/events?after=1`)).toMatchObject([{ seq: 2, data: { text: 'a\ufffdb' } }]);
});
