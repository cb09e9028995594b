import {
  checkPublicKey,
  encodeBase64Url,
  joinProof,
  joinProofKey,
  KeysetBody,
  keyIdOf,
  newId,
  parseJoinToken,
  readEnvelope,
  shortCode,
  signJoinRequest,
  signKeyset,
  type JoinRequest,
  type Signer,
} from '@wheelhouse/protocol';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start();
});
afterAll(() => fleet.close());

const keysetOf = (identity: Identity): KeysetBody =>
  KeysetBody.parse(JSON.parse(Buffer.from(readEnvelope(identity.keyset).payload).toString('utf8')));

interface Forged {
  readonly token: string;
  readonly identity: Identity;
  readonly keyset?: string;
  readonly signer?: Signer;
  readonly change?: Partial<JoinRequest>;
}

/** Posts a request to join that may be wrong in one way. */
async function join(forged: Forged): Promise<{ status: number; code: string | undefined; data: unknown }> {
  const { identity } = forged;
  const token = parseJoinToken(forged.token);
  const keyset = forged.keyset ?? identity.keyset;
  const request: JoinRequest = {
    v: 1,
    tokenId: token.id,
    instance: identity.instanceId,
    name: identity.name,
    keyset,
    proof: joinProof(joinProofKey(token.secret), token.fingerprint, keyset),
    iat: Date.now(),
    ...forged.change,
  };
  return await fleet.api('POST', '/join', { envelope: signJoinRequest(request, forged.signer ?? identity.identity) });
}

const fresh = (): Identity => createIdentity({ name: 'north', now: Date.now() });
const countInstances = async (): Promise<number> => (await fleet.get<unknown[]>('/instances')).length;
const newestAudit = async (): Promise<object | undefined> => (await fleet.get<object[]>('/audit?limit=1'))[0];

test('an instance is pending until an operator types the code that its own screen shows', async () => {
  const spoke = fleet.newSpoke('north');
  const token = await fleet.joinToken(false);
  const answer = await spoke.join(token);
  const { data } = (await answer.json()) as { data: { state: string; shortCode: string } };
  const code = shortCode(spoke.identity.fingerprint, fleet.hub.fingerprint);
  expect(data).toMatchObject({ state: 'pending', shortCode: code, hub: { fingerprint: fleet.hub.fingerprint } });
  await expect(spoke.dial()).rejects.toThrow(/UNAVAILABLE/);
  expect(await spoke.waitClosed()).toMatchObject({ code: 4000 });
  const wrong = await fleet.api('POST', `/instances/${spoke.id}/approve`, { shortCode: 'AAAAA-AAAAA' });
  expect(wrong).toMatchObject({ status: 412, code: 'PRECONDITION' });
  await fleet.post(`/instances/${spoke.id}/approve`, { shortCode: code });
  await spoke.dial();
  expect(await fleet.get(`/instances/${spoke.id}`)).toMatchObject({ state: 'active', liveness: 'live', connGen: 1 });
});

test('a token works once, for one instance; who lost the answer gets it again', async () => {
  const token = await fleet.joinToken();
  const identity = fresh();
  expect(await join({ token, identity })).toMatchObject({ status: 200, data: { state: 'active' } });
  expect(await join({ token, identity })).toMatchObject({ status: 200, data: { state: 'active' } });
  const before = await countInstances();
  expect(await join({ token, identity: fresh() })).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
  expect(await countInstances()).toBe(before);
  expect(await fleet.get('/join-tokens')).toContainEqual(expect.objectContaining({ usedBy: identity.instanceId }));
});

test('an unknown token, a wrong proof, an old request and an expired token look the same and store nothing', async () => {
  const token = await fleet.joinToken();
  const before = await countInstances();
  const foreign = parseJoinToken(await fleet.joinToken());
  const wrongProof = joinProof(joinProofKey(foreign.secret), foreign.fingerprint, fresh().keyset);
  const bodies = [
    await join({ token, identity: fresh(), change: { tokenId: 'nosuchtoken' } }),
    await join({ token, identity: fresh(), change: { proof: wrongProof } }),
    await join({ token, identity: fresh(), change: { iat: Date.now() - 7_200_000 } }),
  ];
  await fleet.query((tx) => tx.joinToken.updateMany({ data: { expiresAt: new Date(0) } }));
  bodies.push(await join({ token, identity: fresh() }));
  for (const body of bodies) expect(body).toEqual({ ...bodies[0], status: 404, code: 'NOT_AUTHORIZED' });
  expect(await countInstances()).toBe(before);
  expect(await newestAudit()).toMatchObject({ action: 'instance.join', verdict: 'refused', code: 'NOT_AUTHORIZED' });
});

test('an enrolled instance cannot be enrolled over by a second token', async () => {
  const identity = fresh();
  await join({ token: await fleet.joinToken(), identity });
  const again = await join({ token: await fleet.joinToken(), identity });
  expect(again).toMatchObject({ status: 409, code: 'CONFLICT' });
  const other = fresh();
  const body = { ...keysetOf(other), instance: identity.instanceId };
  const stolen = await join({
    token: await fleet.joinToken(),
    identity: other,
    keyset: signKeyset(body, other.identity),
    change: { instance: identity.instanceId },
  });
  expect(stolen).toMatchObject({ status: 409, code: 'CONFLICT' });
  expect(await fleet.get(`/instances/${identity.instanceId}`)).toMatchObject({ fingerprint: identity.fingerprint });
});

/** The eight points of small order in every encoding that decodes to one of them. */
function smallOrderEncodings(): Uint8Array[] {
  const p = 2n ** 255n - 19n;
  const eight = [
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
  const plain = [0n, 1n, p - 1n, p, p + 1n].map((y) =>
    Uint8Array.from(Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()),
  );
  return [...plain, ...eight].flatMap((bytes) => {
    const signed = Uint8Array.from(bytes);
    signed[31] = (signed[31] ?? 0) | 0x80;
    return [bytes, signed];
  });
}

test('SIG-05: none of the 14 small-order encodings can be registered, as identity or as any other key', async () => {
  const encodings = smallOrderEncodings();
  expect(encodings).toHaveLength(14);
  const before = await countInstances();
  const token = await fleet.joinToken();
  for (const bytes of encodings) {
    const identity = fresh();
    const body = keysetOf(identity);
    const [link, ...rest] = body.keys;
    if (link === undefined) throw new Error('a keyset has keys');
    const weak = { ...link, pub: encodeBase64Url(bytes), keyid: keyIdOf(bytes) };
    const asLink = signKeyset({ ...body, keys: [weak, ...rest] }, identity.identity);
    const asIdentity = signKeyset({ ...body, identity: encodeBase64Url(bytes) }, identity.identity);
    for (const keyset of [asLink, asIdentity]) {
      const answer = await join({ token, identity, keyset });
      expect(answer.status, Buffer.from(bytes).toString('hex')).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await newestAudit()).toMatchObject({ action: 'instance.join', verdict: 'refused' });
    }
  }
  expect(await countInstances()).toBe(before);
});

test('SIG-06: a key with a torsion component cannot be registered, as identity or as any other key', async () => {
  // 123456789·B plus a point of order 8.
  const hex = 'd63c01223147541df4e170763e9e2788a8bf5971f52a93c5829dbe6f5ff6bba9';
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  expect(checkPublicKey(bytes)).toBe('torsion');
  const before = await countInstances();
  const token = await fleet.joinToken();
  const identity = fresh();
  const body = keysetOf(identity);
  const [link, ...rest] = body.keys;
  if (link === undefined) throw new Error('a keyset has keys');
  const mixed = { ...link, pub: encodeBase64Url(bytes), keyid: keyIdOf(bytes) };
  const asLink = signKeyset({ ...body, keys: [mixed, ...rest] }, identity.identity);
  expect(await join({ token, identity, keyset: asLink })).toMatchObject({ status: 400, code: 'INVALID' });
  expect(await newestAudit()).toMatchObject({ action: 'instance.join', verdict: 'refused', code: 'INVALID' });
  const asIdentity = signKeyset({ ...body, identity: encodeBase64Url(bytes) }, identity.identity);
  expect((await join({ token, identity, keyset: asIdentity })).status).toBe(400);
  expect(await countInstances()).toBe(before);
  // The token is not spent on what was refused.
  expect(await join({ token, identity })).toMatchObject({ status: 200 });
});

test('who has no token makes the hub look at no key', async () => {
  const weak = smallOrderEncodings()[0] ?? new Uint8Array();
  const identity = fresh();
  const body = keysetOf(identity);
  const [link, ...rest] = body.keys;
  if (link === undefined) throw new Error('a keyset has keys');
  const key = { ...link, pub: encodeBase64Url(weak), keyid: keyIdOf(weak) };
  const keyset = signKeyset({ ...body, keys: [key, ...rest] }, identity.identity);
  const token = await fleet.joinToken();
  const stranger = await join({ token, identity, keyset, change: { tokenId: 'nosuchtoken' } });
  expect(stranger).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
});

test('SIG-07: somebody else’s public key cannot be registered without its signature', async () => {
  const before = await countInstances();
  const victim = fresh();
  const thief = fresh();
  const token = await fleet.joinToken();
  // The victim's public keyset document is not secret; a signature of the request by its key cannot be had.
  const replayed = await join({ token, identity: victim, signer: thief.identity });
  expect(replayed).toMatchObject({ status: 400, code: 'SIGNATURE_INVALID' });
  const claimed = signKeyset({ ...keysetOf(thief), identity: keysetOf(victim).identity }, thief.identity);
  expect(await join({ token, identity: thief, keyset: claimed })).toMatchObject({ status: 400 });
  const foreign = parseJoinToken(token);
  const forOtherHub = joinProof(joinProofKey(foreign.secret), '0'.repeat(64), victim.keyset);
  expect(await join({ token, identity: victim, change: { proof: forOtherHub } })).toMatchObject({ status: 404 });
  expect(await countInstances()).toBe(before);
});

test('the operator API wants a key with the permission, and says nothing else', async () => {
  expect(await fleet.api('GET', '/instances', undefined, 'wh_live_nonsense')).toMatchObject({ status: 401 });
  const { key } = await fleet.query(async (tx) => {
    const { createApiKey } = await import('../access/api-keys.ts');
    return await createApiKey(tx, { name: 'reader', permissions: ['fleet:read'], now: Date.now() });
  });
  expect(await fleet.api('GET', '/fleet/runs', undefined, key)).toMatchObject({ status: 200 });
  expect(await fleet.api('POST', '/join-tokens', {}, key)).toMatchObject({ status: 404, code: 'NOT_AUTHORIZED' });
  expect(await fleet.api('POST', `/instances/${newId(Date.now())}/suspend`)).toMatchObject({ status: 404 });
  await fleet.query((tx) => tx.apiKey.updateMany({ where: { name: 'reader' }, data: { revokedAt: new Date() } }));
  expect(await fleet.api('GET', '/fleet/runs', undefined, key)).toMatchObject({ status: 401 });
});
