import { join } from 'node:path';
import { createApiClient, until, type ApiClient } from '@wheelhouse/cli';
import { migrateQueueStore } from '@wheelhouse/orchestrator';
import { openSpokeDb } from '@wheelhouse/prisma/spoke';
import { InstanceId, type WorkspaceId } from '@wheelhouse/protocol';
import type { InstanceView } from '@wheelhouse/protocol/api/spoke';
import { bootstrapSpoke, type ProcessAgent } from '@wheelhouse/spoke';
import type { BenchHub, Stage } from '../processes/open-stage.ts';
import { startServer } from '../processes/start-cli.ts';

export interface BenchSpoke {
  readonly pid: number;
  readonly api: ApiClient;
  readonly instanceId: InstanceId;
  readonly fingerprint: string;
  readonly workspaceId: WorkspaceId;
}

interface SpokeWish {
  readonly name: string;
  readonly redisUrl: string | undefined;
  readonly agents: readonly ProcessAgent[];
}

const settleMs = 15_000;

/** Starts a spoke as it is shipped, in a process of its own, enrolled and linked with the hub. */
export async function startSpoke(stage: Stage, hub: BenchHub, wish: SpokeWish): Promise<BenchSpoke> {
  const { name } = wish;
  const { databaseUrl, databaseOwnerUrl } = await stage.prepare(name, 'spoke');
  await migrateQueueStore({ ownerUrl: databaseOwnerUrl });
  const db = await openSpokeDb({ databaseUrl, maxConnections: 2 });
  const { apiKey, workspaceId } = await bootstrapSpoke(db, {
    organization: { name, slug: name },
    workspace: { name: 'Default', slug: 'default' },
    owner: { name: 'owner', email: `owner@${name}.invalid` },
    processAgents: wish.agents,
  });
  await db.close();
  const { token } = await createApiClient(hub).post<{ token: string }>('/join-tokens', { autoApprove: true });
  const process = await startServer('spoke', {
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: databaseOwnerUrl,
    WH_DATA_DIR: join(stage.folder, 'spokes'),
    WH_INSTANCE_NAME: name,
    WH_JOIN_TOKEN: token,
    WH_ALLOW_OPEN_FILESYSTEM: '1',
    ...(wish.redisUrl === undefined ? {} : { REDIS_URL: wish.redisUrl }),
  });
  stage.keep(() => process.stop());
  const api = createApiClient({ url: process.url, apiKey });
  const { fingerprint } = await until('the spoke links with the hub', settleMs, async () => {
    const instance = await api.get<InstanceView>('/instance');
    return instance.link.state === 'live' ? instance : null;
  });
  const instanceId = InstanceId.parse(process.facts['instanceId']);
  return { pid: process.pid, api, instanceId, fingerprint, workspaceId };
}

/** Compares and pins a peer's fingerprint. */
export async function pin(spoke: BenchSpoke, peer: Pick<BenchSpoke, 'instanceId' | 'fingerprint'>): Promise<void> {
  const { instanceId, fingerprint } = peer;
  await until('the spoke hears of its peer', settleMs, async () =>
    (await spoke.api.get<{ id: string }[]>('/peers')).some(({ id }) => id === instanceId),
  );
  await spoke.api.post(`/peers/${instanceId}/pin`, { fingerprint });
}

/** Lets another instance spawn, ask and kill in this spoke's workspace. */
export async function grantTo(spoke: BenchSpoke, grantee: InstanceId): Promise<void> {
  await spoke.api.post('/grants', { grantee, verbs: ['agent.spawn', 'agent.status', 'agent.kill'] });
}

/** Resolves once this spoke holds a grant from somebody. */
export async function holdsGrant(spoke: BenchSpoke): Promise<void> {
  await until('the grant arrives', settleMs, async () => (await spoke.api.get<unknown[]>('/grants/held')).length > 0);
}
