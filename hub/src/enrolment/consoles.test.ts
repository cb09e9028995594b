import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';

let fleet: TestFleet;
beforeAll(async () => void (fleet = await TestFleet.start()));
afterAll(() => fleet.close());

const register = (keyset: string) => fleet.api('POST', '/consoles', { keyset });

test('a console is registered by its keyset, once, and what it signs is taken', async () => {
  const desk = createIdentity({ name: 'night desk', now: Date.now() });
  const made = await register(desk.keyset);
  expect([made.status, made.data]).toEqual([
    200,
    expect.objectContaining({ id: desk.instanceId, kind: 'console', name: 'night desk', state: 'active' }),
  ]);
  expect((await register(desk.keyset)).status).toBe(200);
  const audited = await fleet.get<{ action: string; resource: string }[]>('/audit?action=console.register');
  expect(audited.map(({ resource }) => resource)).toEqual([`instance:${desk.instanceId}`]);
  const target = await fleet.enrol('north');
  await fleet.connect(desk.instanceId, target.id);
  await target.acked(target.sendGrant({ grantee: desk.instanceId }));
});

test('neither a name that is taken nor a keyset that does not hold is registered', async () => {
  const other = createIdentity({ name: 'console', now: Date.now() });
  expect((await register(other.keyset)).code).toBe('CONFLICT');
  const broken = createIdentity({ name: 'broken', now: Date.now() }).keyset.replace(/"sig":"..../, '"sig":"AAAA');
  expect(['INVALID', 'SIGNATURE_INVALID']).toContain((await register(broken)).code);
});
