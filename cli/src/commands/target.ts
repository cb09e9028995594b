import { WheelhouseError, type InstanceId, type WorkspaceId } from '@wheelhouse/protocol';
import type { HeldGrantView, InstanceView, PeerView } from '@wheelhouse/protocol/api/spoke';
import type { z } from 'zod';
import type { ApiClient } from '../api-client.ts';

export interface Target {
  readonly target?: InstanceId;
  readonly targetWorkspace?: WorkspaceId;
}

type HeldGrant = z.infer<typeof HeldGrantView>;

/**
 * Finds another instance by name or id, and the workspace there: the named one, or the only one that granted something.
 * Nothing named, or this instance itself, means a local command.
 */
export async function resolveTarget(
  api: ApiClient,
  name: string | undefined,
  workspace: string | undefined,
): Promise<Target> {
  if (name === undefined) return {};
  const self = await api.get<InstanceView>('/instance');
  if (name === self.name || name === self.id) return {};
  const peers = await api.get<PeerView[]>('/peers');
  const peer = peers.find((candidate) => candidate.id === name || candidate.name === name);
  if (peer === undefined) throw new WheelhouseError('NOT_FOUND', `no instance ${name} among the peers`);
  if (workspace !== undefined) return { target: peer.id, targetWorkspace: workspace as WorkspaceId };
  const held = await api.get<HeldGrant[]>('/grants/held');
  const workspaces = [...new Set(held.filter((grant) => grant.issuer === peer.id).map((grant) => grant.workspace))];
  const [only] = workspaces;
  if (only !== undefined && workspaces.length === 1) return { target: peer.id, targetWorkspace: only };
  const why =
    only === undefined
      ? `${name} granted nothing to this instance`
      : 'several workspaces granted something: name one with --workspace';
  throw new WheelhouseError('NOT_AUTHORIZED', why);
}
