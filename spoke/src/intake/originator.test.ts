import { newId, signEnvelope } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  callerFor,
  commandFields,
  connectPeer,
  firstReceipt,
  grantTo,
  makePeer,
  openFixture,
  signCommand,
  spawnEcho,
  type Fixture,
} from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

const peer = makePeer();
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await connectPeer(fixture, peer);
  await grantTo(fixture, peer);
});
afterAll(async () => fixture.close());

async function runs(): Promise<unknown[]> {
  return (await fixture.api('GET', '/api/v1/runs?limit=200')).data as unknown as unknown[];
}

/** Resolves with how the spoke refused it: unsigned, or by a receipt. */
async function refusalOf(envelope: string, id: string): Promise<string> {
  const nacks = fixture.hub.nacks.length;
  fixture.hub.relay(envelope);
  await until('it is refused', () => fixture.hub.nacks.length > nacks || fixture.hub.receiptsFor(id).length > 0);
  const body = fixture.hub.receiptsFor(id)[0]?.message.body;
  return String(body === undefined ? fixture.hub.nacks.at(-1)?.code : body['code']);
}

test('AUTH-14: what the hub itself signs is no operator’s command, with whatever of its keys', async () => {
  const { identity } = fixture.hub;
  for (const signer of [identity.command, identity.link]) {
    const id = newId(Date.now());
    const fields = { ...commandFields(fixture, peer, { id, body: spawnEcho }), iss: identity.instanceId };
    expect(await refusalOf(signEnvelope('command', fields, signer), id)).toMatch(
      /KEY_UNKNOWN|SIGNATURE_INVALID|NOT_AUTHORIZED/,
    );
  }
  expect(await runs()).toEqual([]);
});

test('AUTH-14: the hub does not speak for an operator of somebody else’s instance', async () => {
  const fields = commandFields(fixture, peer, { body: spawnEcho });
  const forged = signEnvelope('command', fields, fixture.hub.identity.command);
  expect(await refusalOf(forged, fields['id'] as string)).toMatch(/KEY_UNKNOWN|SIGNATURE_INVALID/);
  expect(await runs()).toEqual([]);
});

test('AUTH-14: a command that names nobody who acts is refused though its instance is granted everything', async () => {
  const { act: _act, ...fields } = commandFields(fixture, peer, { body: spawnEcho });
  const refused = await refusalOf(signEnvelope('command', fields, peer.command), fields['id'] as string);
  expect(refused).toMatch(/INVALID/);
  expect(await runs()).toEqual([]);
});

test('AUTH-14: nothing of the hub is a credential of the spoke’s own API', async () => {
  const { identity } = fixture.hub;
  for (const bearer of [identity.instanceId, identity.fingerprint, 'wh_live_hub00000', newId(Date.now())]) {
    const answer = await callerFor(() => fixture.spoke.url, bearer)('POST', '/api/v1/runs', { agent: 'echo' });
    expect(answer.status, bearer).toBe(401);
  }
  expect(await runs()).toEqual([]);
});

test('the same command, signed by the granted instance for its operator, is taken', async () => {
  const receipt = await firstReceipt(fixture, signCommand(fixture, peer, { body: spawnEcho }));
  expect(receipt).toMatchObject({ status: 'accepted' });
  expect(await runs()).toHaveLength(1);
});
