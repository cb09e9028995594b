import type { EngineConfig } from '../../engine/config.ts';
import { bothAt } from '../../gateway/testing/gateway-world.ts';
import type { RawProvider } from '../../gateway/testing/raw-provider.ts';
import { openEngineWorld } from '../engine-world.ts';
import type { KillStage } from './kill-run.ts';

export interface StageOptions {
  readonly nap: string;
  /** What the workspace's models are; absent = it has none. */
  readonly provider?: RawProvider;
  readonly config?: Partial<EngineConfig>;
}

/** An orchestrator on a database of its own, whose workspace lets agents use every network. */
export async function openKillStage(options: StageOptions): Promise<KillStage & { close(): Promise<void> }> {
  const { nap, provider, config } = options;
  const world = await openEngineWorld();
  const { workspaceId, context } = world.workspace;
  await world.db.withTenant(context, (tx) =>
    tx.workspaceSettings.update({ where: { workspaceId }, data: { maxNetwork: 'full' } }),
  );
  const engine = await world.start({
    ...(config === undefined ? {} : { config }),
    ...(provider === undefined ? {} : { providers: () => Promise.resolve(bothAt(provider.baseUrl)) }),
  });
  return { world, engine, nap, close: () => world.close() };
}
