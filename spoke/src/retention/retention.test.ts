import { newId } from '@wheelhouse/protocol';
import { createLogger } from '@wheelhouse/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  connectPeer,
  firstReceipt,
  grantTo,
  makePeer,
  openFixture,
  signCommand,
  spawnEcho,
  type Fixture,
} from '../testing/fixture.ts';
import { sweep } from './retention.ts';

const peer = makePeer();
const logger = createLogger({ name: 'retention-test', level: 'silent' });
const hourMs = 3_600_000;
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer);
});
afterAll(async () => fixture.close());

const sweepAt = (now: number): Promise<void> =>
  sweep({ db: fixture.spoke.db, logger, now: () => now, instanceDir: fixture.dir });

async function ledgerHas(id: string): Promise<boolean> {
  const row = await fixture.spoke.db.withInstance('retention', (tx) => tx.intake.findFirst({ where: { id } }));
  return row !== null;
}

test('the ledger remembers a command for a day and until nobody could accept it any more, then forgets it', async () => {
  const command = signCommand(fixture, peer, { exp: Date.now() + 23.9 * hourMs, body: spawnEcho });
  await firstReceipt(fixture, command);
  await sweepAt(Date.now() + 24.5 * hourMs);
  expect(await ledgerHas(command.id)).toBe(true);
  await sweepAt(Date.now() + 25.5 * hourMs);
  expect(await ledgerHas(command.id)).toBe(false);
});

test('a kill before its spawn is remembered for as long as that spawn could still be accepted', async () => {
  const agt = newId(Date.now());
  await firstReceipt(fixture, signCommand(fixture, peer, { agt, body: { verb: 'agent.kill' } }));
  const { workspaceId } = fixture.own;
  const count = (): Promise<number> =>
    fixture.spoke.db.withSystemTenant(workspaceId, (tx) =>
      tx.runTombstone.count({ where: { workspaceId, runId: agt } }),
    );
  await sweepAt(Date.now() + 23 * hourMs);
  expect(await count()).toBe(1);
  await sweepAt(Date.now() + 26 * hourMs);
  expect(await count()).toBe(0);
});

test('a command that never left ends as expired, and its mirror with it', async () => {
  await fixture.spoke.close();
  await fixture.hub.stop();
  await fixture.restart();
  const body = { agent: 'echo', target: peer.instanceId, targetWorkspace: newId(Date.now()) };
  const answer = await fixture.api('POST', '/api/v1/runs', body);
  expect(answer.status).toBe(202);
  await sweepAt(Date.now() + hourMs);
  const command = await fixture.api('GET', `/api/v1/commands/${String(answer.data['commandId'])}`);
  expect(command.data).toMatchObject({ state: 'expired', code: 'EXPIRED_UNDELIVERED' });
  const run = await fixture.api('GET', `/api/v1/runs/${String(answer.data['runId'])}`);
  expect(run.data).toMatchObject({ state: 'rejected' });
});

test('windows of limits and kept answers go once they are over, and not before', async () => {
  const { workspaceId } = fixture.own;
  const { db } = fixture.spoke;
  const start = Date.now();
  const answer = await fixture.api('POST', '/api/v1/keys', { name: 'swept' }, { 'idempotency-key': 'swept' });
  expect(answer.status, answer.text).toBe(201);
  await db.withInstance('limits', (tx) =>
    tx.rateWindow.create({
      data: { bucket: 'swept', windowStart: 0n, previous: 0, current: 1, expiresAt: new Date(start + hourMs) },
    }),
  );
  const left = async (): Promise<number[]> => [
    await db.withInstance('limits', (tx) => tx.rateWindow.count({ where: { bucket: 'swept' } })),
    await db.withSystemTenant(workspaceId, (tx) => tx.idempotencyKey.count({ where: { workspaceId, key: 'swept' } })),
  ];
  await sweepAt(start + 1.5 * hourMs);
  expect(await left()).toEqual([1, 1]);
  await sweepAt(start + 23 * hourMs);
  expect(await left()).toEqual([0, 1]);
  await sweepAt(start + 25 * hourMs);
  expect(await left()).toEqual([0, 0]);
});
