import { limits, newId, readEnvelope, signEnvelope } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPeer, makePeer, openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const target = makePeer('north');
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, target);
});
afterAll(async () => fixture.close());

/** Signed fields of a message of the peer; `change` makes them what no store can hold. */
function common(change: object): Record<string, unknown> {
  const now = Date.now();
  return {
    v: 1,
    id: newId(now),
    iss: target.instanceId,
    aud: fixture.spoke.instanceId,
    hub: fixture.hub.identity.instanceId,
    iat: now,
    exp: now + limits.commandMaxLifetimeMs,
    ws: newId(now),
    ...change,
  };
}

test('ENV-09, ENV-12: what a store cannot hold is refused and does not hold up what comes after it', async () => {
  const targetWorkspace = newId(Date.now());
  const wish = { agent: 'echo', target: target.instanceId, targetWorkspace };
  const spawned = await fixture.api('POST', '/api/v1/runs', wish);
  const [id, agt] = [spawned.data['commandId'] as string, spawned.data['runId'] as string];
  await until('the command reaches the hub', () => fixture.hub.relayed.some((item) => item.message.id === id));
  const { sha256 } = readEnvelope(fixture.hub.relayed.find((item) => item.message.id === id)?.envelope ?? '');
  const run = { id: agt, agent: 'echo', state: 'running', gen: 0, createdAt: Date.now(), lastSeq: 0 };
  const event = { seq: 1, at: Date.now(), type: 'log', data: { text: 'hi' } };
  const receipt = (body: object): string =>
    signEnvelope(
      'receipt',
      common({ ws: targetWorkspace, agt, body: { command: id, sha256, status: 'started', ...body } }),
      target.command,
    );
  const events = (first: number, changed: object, gen = 0): string =>
    signEnvelope(
      'events',
      common({ ws: targetWorkspace, agt, gen, body: { first, events: [{ ...event, ...changed }] } }),
      target.command,
    );
  const grant = (exp: number): string => {
    const act = { kind: 'user', id: newId(Date.now()) };
    const body = { grant: newId(Date.now()), grantee: fixture.spoke.instanceId, verbs: ['agent.kill'], nbf: 0, exp };
    return signEnvelope('grant', common({ act, body }), target.grant);
  };
  const unstorable = [
    receipt({ run: { ...run, startedAt: Number.MAX_SAFE_INTEGER } }),
    receipt({ run: { ...run, gen: 2 ** 31 } }),
    receipt({ run: { ...run, exitCode: 2 ** 31 } }),
    receipt({ message: 'a\0b' }),
    events(1, { data: { text: 'a\0b' } }),
    events(1, { data: { 'a\0b': 1 } }),
    events(1, { at: Number.MAX_SAFE_INTEGER }),
    events(2 ** 31, { seq: 2 ** 31 }),
    events(1, {}, 2 ** 31),
    grant(Number.MAX_SAFE_INTEGER),
  ];
  for (const envelope of unstorable) await fixture.hub.acknowledged(fixture.hub.relay(envelope));
  await fixture.hub.acknowledged(fixture.hub.relay(receipt({ run })));
  expect((await fixture.api('GET', `/api/v1/runs/${agt}`)).data).toMatchObject({ state: 'running' });
  expect(fixture.hub.nacks.map((nack) => nack.code)).toEqual(unstorable.map(() => 'INVALID'));
});

test('ENV-12: NUL in a field is a bad request, never a fault', async () => {
  for (const body of [
    { agent: 'echo', prompt: 'a\0b' },
    { agent: 'echo', labels: { note: 'a\0b' } },
  ]) {
    expect(await fixture.api('POST', '/api/v1/runs', body)).toMatchObject({ status: 400 });
  }
});
