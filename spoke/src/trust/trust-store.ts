import { openKeyset, type InstanceId, type TrustedKey } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import type { HubPin } from '../identity/hub-pin.ts';

/** An instance whose keyset was checked against the fingerprint that a person pinned. */
export interface TrustedPeer {
  readonly id: InstanceId;
  readonly keys: readonly TrustedKey[];
}

/** Whose signatures count here. A view of the `peers` table, replaced as a whole by `reload`. */
export interface TrustStore {
  /** Rises with every change: what was verified under an older number has to be verified again. */
  readonly version: number;
  /** Null for everybody who is not pinned, whatever the hub says about them. */
  find(instance: InstanceId): TrustedPeer | null;
  reload(): Promise<void>;
}

export interface TrustStoreDeps {
  readonly db: SpokeDb;
  readonly logger: Logger;
  hubPin(): HubPin | null;
}

/** Opens the view and reads it once. */
export async function openTrustStore(deps: TrustStoreDeps): Promise<TrustStore> {
  let version = 0;
  let peers: ReadonlyMap<string, TrustedPeer> = new Map();
  const reload = async (): Promise<void> => {
    peers = await readPeers(deps);
    version += 1;
  };
  await reload();
  return {
    get version() {
      return version;
    },
    find: (instance) => peers.get(instance) ?? null,
    reload,
  };
}

async function readPeers(deps: TrustStoreDeps): Promise<ReadonlyMap<string, TrustedPeer>> {
  const rows = await deps.db.withInstance('peers', (tx) =>
    tx.peer.findMany({ where: { pinnedAt: { not: null }, keyset: { not: null } } }),
  );
  const peers = new Map<string, TrustedPeer>();
  for (const row of rows) {
    const id = row.instanceId as InstanceId;
    try {
      const { keys } = openKeyset(row.keyset ?? '', {
        instance: id,
        identityFingerprint: row.identityFingerprint,
      });
      peers.set(id, { id, keys });
    } catch (error) {
      deps.logger.error({ event: 'keyset_unusable', peer: id, err: error }, 'a stored keyset does not hold');
    }
  }
  const hub = deps.hubPin();
  if (hub !== null) peers.set(hub.hubId, { id: hub.hubId, keys: hub.keys });
  return peers;
}
