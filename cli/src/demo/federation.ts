import type { GrantId, InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { ConnectionView } from '@wheelhouse/protocol/api/hub';
import type { GrantView, HeldGrantView, PeerView } from '@wheelhouse/protocol/api/spoke';
import type { z } from 'zod';
import { check } from './check.ts';
import type { RunningSpoke, Stack } from './stack.ts';
import { until } from './until.ts';

const settleTimeoutMs = 15_000;

async function peerOf(spoke: RunningSpoke, other: RunningSpoke): Promise<PeerView | undefined> {
  const peers = await spoke.api.get<PeerView[]>('/peers');
  return peers.find((peer) => peer.id === other.identity.instanceId);
}

/** Trusts a peer whose fingerprint was compared; also lifts an earlier suspension by this side. */
export async function pinPeer(spoke: RunningSpoke, other: RunningSpoke): Promise<void> {
  const { instanceId, fingerprint } = other.identity;
  await spoke.api.post(`/peers/${instanceId}/pin`, { fingerprint });
}

async function trust(spoke: RunningSpoke, other: RunningSpoke): Promise<void> {
  const peer = await until(`${spoke.name} hears of ${other.name}`, settleTimeoutMs, () => peerOf(spoke, other));
  // What two owners do by reading a code aloud, the demo does by comparing the two key files on this machine.
  check(peer.fingerprint === other.identity.fingerprint, 'the fingerprint that the hub carried to be the real one');
  check(peer.shortCode === spoke.identity.shortCodeWith(other.identity.fingerprint), 'one code on both screens');
  if (peer.pinnedAt === null || peer.state !== 'active') await pinPeer(spoke, other);
}

async function isActive(spoke: RunningSpoke, other: RunningSpoke): Promise<boolean> {
  const peer = await peerOf(spoke, other);
  return peer?.state === 'active' && peer.pinnedAt !== null;
}

/** Connects two instances: asked and accepted at the hub, fingerprints compared and pinned on both sides. */
export async function pair(stack: Stack, a: RunningSpoke, b: RunningSpoke): Promise<ConnectionView> {
  const [from, to] = [a.identity.instanceId, b.identity.instanceId];
  const known = (await stack.hubApi.get<ConnectionView[]>('/connections')).find(
    (connection) => [connection.a, connection.b].includes(from) && [connection.a, connection.b].includes(to),
  );
  const asked = known ?? (await stack.hubApi.post<ConnectionView>('/connections', { from, to }));
  if (asked.state === 'pending') await stack.hubApi.post(`/connections/${asked.id}/accept`, { instance: to });
  await trust(a, b);
  await trust(b, a);
  await until(
    'both sides call the connection active',
    settleTimeoutMs,
    async () => (await isActive(a, b)) && (await isActive(b, a)),
  );
  return stack.hubApi.get<ConnectionView>(`/connections/${asked.id}`);
}

const consoleVerbs = [
  'agent.spawn',
  'agent.status',
  'agent.kill',
  'agent.kill:any',
  'agent.kill_all',
  'agent.input',
  'agent.approve',
] as const;

/** `giver` trusts the hub's console and lets it do everything in its workspace; waits until the hub has the grant. */
export async function grantConsole(stack: Stack, giver: RunningSpoke): Promise<GrantId> {
  const { instanceId: grantee, fingerprint } = await stack.consoleIdentity();
  const { instanceId } = giver.identity;
  const known = (await stack.hubApi.get<ConnectionView[]>('/connections')).find(
    ({ a, b }) => [a, b].includes(grantee) && [a, b].includes(instanceId),
  );
  const { id } = known ?? (await stack.hubApi.post<ConnectionView>('/connections', { from: grantee, to: instanceId }));
  await stack.hubApi.post(`/connections/${id}/accept`, { instance: instanceId });
  const peer = await until(`${giver.name} hears of the console`, settleTimeoutMs, async () =>
    (await giver.api.get<PeerView[]>('/peers')).find((entry) => entry.id === grantee),
  );
  if (peer.pinnedAt === null) await giver.api.post(`/peers/${grantee}/pin`, { fingerprint });
  const grants = await giver.api.get<GrantView[]>('/grants');
  const current = grants.find((grant) => grant.grantee === grantee && grant.revokedAt === null);
  const grant = current ?? (await giver.api.post<GrantView>('/grants', { grantee, verbs: consoleVerbs }));
  await until('the hub has the grant', settleTimeoutMs, async () => {
    const held = await stack.hubApi.get<{ id: string }[]>(`/grants?grantee=${grantee}`);
    return held.some((entry) => entry.id === grant.id);
  });
  return grant.id as GrantId;
}

/** `giver` lets `taker` spawn, ask and kill in its workspace; waits until the taker holds the signed grant. */
export async function grantAgents(giver: RunningSpoke, taker: RunningSpoke): Promise<GrantId> {
  const grantee = taker.identity.instanceId;
  const current = (await giver.api.get<GrantView[]>('/grants')).find(
    (grant) => grant.grantee === grantee && grant.revokedAt === null && grant.exp > Date.now() + 86_400_000,
  );
  const grant =
    current ??
    (await giver.api.post<GrantView>('/grants', {
      grantee,
      verbs: ['agent.spawn', 'agent.status', 'agent.kill', 'agent.input', 'agent.approve'],
    }));
  await until(`${taker.name} holds the grant`, settleTimeoutMs, async () => {
    const held = await taker.api.get<z.infer<typeof HeldGrantView>[]>('/grants/held');
    return held.some((entry) => entry.id === grant.id);
  });
  return grant.id as GrantId;
}

export interface Federation {
  readonly stack: Stack;
  readonly north: RunningSpoke;
  readonly south: RunningSpoke;
  readonly hub: InstanceId;
  readonly target: { readonly target: InstanceId; readonly targetWorkspace: WorkspaceId };
  readonly connection: ConnectionView;
  readonly grant: GrantId;
  readonly repository: string;
}
