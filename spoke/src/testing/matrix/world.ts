import { connectPeer, makePeer, openFixture, type Answer, type Fixture } from '../fixture.ts';
import { noSignInLimits } from '../people.ts';
import { openDigests, type Digests } from './digests.ts';
import { openTenant, type Tenant } from './tenant.ts';

/** One spoke with two strangers on it, each with one of everything. */
export interface World {
  readonly fixture: Fixture;
  /** Who calls. */
  readonly ada: Tenant;
  /** Whose things are asked for. */
  readonly bob: Tenant;
  readonly digests: Digests;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const fixture = await openFixture({ deps: { people: { limits: noSignInLimits } } });
  const peer = makePeer();
  await connectPeer(fixture, peer);
  const ada = await openTenant(fixture, 'ada.own', peer.instanceId);
  const bob = await openTenant(fixture, 'bob.foreign', peer.instanceId);
  const digests = await openDigests(fixture.database.adminUrl);
  return {
    fixture,
    ada,
    bob,
    digests,
    async close() {
      await digests.close();
      await fixture.close();
    },
  };
}

/** What an answer says, without what differs between any two. */
export function saidBy({ status, text }: Answer): unknown {
  if (!text.startsWith('{')) return { status, text };
  const { meta, ...body } = JSON.parse(text) as { meta?: Record<string, unknown> };
  const { requestId: _id, timestamp: _at, ...rest } = meta ?? {};
  return { status, body, meta: rest };
}
