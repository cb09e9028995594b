import { join } from 'node:path';
import { createSealer, loadOrCreateKeyRing, type Sealer } from '@wheelhouse/identity';
import {
  instanceProvidersOf,
  providerFor,
  type InstanceProviders,
  type OrchestratorConfig,
  type OrchestratorDeps,
} from '@wheelhouse/orchestrator';
import type { WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { findSecrets, openSecrets } from '../secrets/service.ts';

export interface MeansDeps {
  readonly db: SpokeDb;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly instance: InstanceProviders;
}

/** What agents get of their workspace's secrets: its providers' keys stay with the gateway, the rest goes by name. */
export function agentMeans({
  db,
  sealer,
  instance,
}: MeansDeps): Required<Pick<OrchestratorDeps, 'providers' | 'openSecrets'>> {
  return {
    providers: async (workspaceId) => {
      const keys = await db.withSystemTenant(workspaceId, (tx) =>
        findSecrets(tx, sealer, { workspaceId, names: Object.values(keyNames) }),
      );
      const anthropic = providerFor(instance.anthropic, keys.get(keyNames.anthropic) ?? null);
      const openai = providerFor(instance.openai, keys.get(keyNames.openai) ?? null);
      return { ...(anthropic === null ? {} : { anthropic }), ...(openai === null ? {} : { openai }) };
    },
    openSecrets: (workspaceId, names) => openByVariable(db, sealer, workspaceId, names),
  };
}

/** The secrets by which a workspace brings keys of its own. */
const keyNames = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' } as const;

async function openByVariable(
  db: SpokeDb,
  sealer: Pick<Sealer, 'open'>,
  workspaceId: WorkspaceId,
  names: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const wanted = [...new Set(Object.values(names))];
  if (wanted.length === 0) return {};
  const values = await db.withSystemTenant(workspaceId, (tx) =>
    openSecrets(tx, sealer, { workspaceId, names: wanted }),
  );
  return Object.fromEntries(Object.entries(names).map(([variable, name]) => [variable, values.get(name) ?? '']));
}

/** The same for an orchestrator that is a process of its own, beside the instance's folder or a copy of its key. */
export async function openAgentMeans(
  settings: OrchestratorConfig,
  db: SpokeDb,
  instanceDir: string,
): Promise<ReturnType<typeof agentMeans>> {
  const file = settings.WH_SECRETS_KEY_FILE ?? join(instanceDir, 'secrets.key');
  const sealer = createSealer(await loadOrCreateKeyRing(file, Date.now()));
  return agentMeans({ db, sealer, instance: instanceProvidersOf(settings) });
}
