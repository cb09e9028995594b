import { createApiClient, type ApiClient } from '@wheelhouse/cli';
import { joinProof, joinProofKey, parseJoinToken, signJoinRequest } from '@wheelhouse/protocol';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import type { HubAt } from './link-client.ts';

/** Makes an identity and enrols it, approved at once. */
export async function enrol(name: string, hub: HubAt): Promise<Identity> {
  const api: ApiClient = createApiClient(hub);
  const identity = createIdentity({ name, now: Date.now() });
  const { token } = await api.post<{ token: string }>('/join-tokens', { autoApprove: true });
  const { id, secret, fingerprint } = parseJoinToken(token);
  const request = {
    v: 1 as const,
    tokenId: id,
    instance: identity.instanceId,
    name,
    keyset: identity.keyset,
    proof: joinProof(joinProofKey(secret), fingerprint, identity.keyset),
    iat: Date.now(),
  };
  await api.post('/join', { envelope: signJoinRequest(request, identity.identity) });
  return identity;
}

/** An active connection between two enrolled instances. */
export async function connect(hub: HubAt, from: string, to: string): Promise<void> {
  const api = createApiClient(hub);
  const { id } = await api.post<{ id: string }>('/connections', { from, to });
  await api.post(`/connections/${id}/accept`, { instance: to });
}
