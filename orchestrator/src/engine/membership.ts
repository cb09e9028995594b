import { hostname } from 'node:os';
import type { spokeApi } from '@wheelhouse/protocol';
import type { RuntimeRegistry } from '../runtimes/index.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import { placeOf } from './place.ts';
import { startPoll, type Poll } from './poll.ts';
import { buryDead } from './recover.ts';

/** Books this orchestrator as active, with what was proved about containment. */
export async function register(deps: EngineDeps, report: ContainmentReport): Promise<void> {
  const { containment, filesystem, tool, network, proofs, advice } = report;
  const facts = { tool, network, proofs: proofs.map((proof) => ({ ...proof })), advice: [...advice] };
  const detail = { ...placeOf(deps.dataDir), ...facts, runtimes: await probeRuntimes(deps.runtimes) };
  await deps.db.withInstance(
    'orchestrator',
    (tx) => tx.$executeRaw`
    INSERT INTO orchestrators (id, hostname, pid, containment, filesystem, detail, started_at, heartbeat_at)
    VALUES (${deps.orchestratorId}::uuid, ${hostname()}, ${process.pid}, ${containment}, ${filesystem},
      ${JSON.stringify(detail)}::jsonb, now(), now())`,
  );
}

/** What this machine can run. One that cannot be asked counts as not there. */
async function probeRuntimes(runtimes: RuntimeRegistry): Promise<readonly spokeApi.RuntimeView[]> {
  return Promise.all(
    runtimes.list().map(async (adapter) => {
      const { name } = adapter;
      try {
        const { available, version = null, detail = null } = await adapter.probe();
        return { name, available, version, detail };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { name, available: false, version: null, detail: why };
      }
    }),
  );
}

export async function setState(deps: EngineDeps, state: 'active' | 'draining' | 'gone'): Promise<void> {
  await deps.db.withInstance('orchestrator', (tx) =>
    tx.orchestrator.updateMany({ where: { id: deps.orchestratorId }, data: { state } }),
  );
}

/** The store's clock: those of two machines may differ. @returns false where others hold us for dead */
async function beat(deps: EngineDeps): Promise<boolean> {
  const count = await deps.db.withInstance(
    'orchestrator',
    (tx) => tx.$executeRaw`
    UPDATE orchestrators SET heartbeat_at = now() WHERE id = ${deps.orchestratorId}::uuid AND state <> 'gone'`,
  );
  return count > 0;
}

/**
 * Says every few seconds that this orchestrator lives, and writes off what dead ones left.
 * @param onBuried called when others held this orchestrator for dead and have written its runs off: it must end them
 */
export function startHeartbeat(deps: EngineDeps, onBuried: () => Promise<void>): Poll {
  let beatingSince: number | null = null;
  const work = async (): Promise<void> => {
    let isKnown = false;
    try {
      isKnown = await beat(deps);
    } catch (error) {
      beatingSince = null;
      throw error;
    }
    beatingSince ??= performance.now();
    if (!isKnown) {
      deps.logger.error({ event: 'orchestrator.buried' }, 'this orchestrator was held for dead; its runs are ended');
      await onBuried();
      await setState(deps, 'active');
      return;
    }
    // After an outage of the store nobody's heartbeat is fresh: the others get their time to beat first.
    if (performance.now() - beatingSince >= engineLimits.heartbeatExpiredMs) await buryDead(deps);
  };
  return startPoll('heartbeat', engineLimits.heartbeatMs, work, deps.logger);
}
