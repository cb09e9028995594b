import { NetworkMode, spokeApi, WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { CatalogueAgent } from '../runtimes/index.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import type { RunRow } from './run-store.ts';
import { findSession, type KeptSession } from './session.ts';

export interface StartFacts {
  readonly agent: CatalogueAgent;
  readonly requiredContainment: string | null;
  readonly requiredFilesystem: string | null;
  readonly allowedSources: readonly string[];
  readonly execution: spokeApi.AgentExecution;
  /** What the run goes on with; null for one that begins. */
  readonly session: KeptSession | null;
  /** The most that an agent of the workspace may reach. */
  readonly maxNetwork: NetworkMode;
}

/** What the workspace says about the run that is to start; null where it has no such agent. */
export async function readStartFacts(
  tx: SpokeTx,
  run: Pick<RunRow, 'workspaceId' | 'agentName' | 'session' | 'resumes'>,
): Promise<StartFacts | null> {
  const { workspaceId, agentName: name } = run;
  const [agent, settings, session] = await Promise.all([
    tx.agent.findUnique({ where: { workspaceId_name: { workspaceId, name } } }),
    tx.workspaceSettings.findUnique({ where: { workspaceId } }),
    findSession(tx, run),
  ]);
  if (agent === null || !agent.enabled) return null;
  return {
    agent: { name: agent.name, runtime: agent.runtime, config: agent.config },
    requiredContainment: settings?.requiredContainment ?? null,
    requiredFilesystem: settings?.requiredFilesystem ?? null,
    allowedSources: settings?.allowedSources ?? [],
    // Checked when it was stored; what an older version stored and this one does not know counts as nothing.
    execution: spokeApi.AgentExecution.catch({}).parse(agent.execution),
    session,
    maxNetwork: NetworkMode.catch('none').parse(settings?.maxNetwork ?? 'llm-only'),
  };
}

const strength = { tree: 0, cgroup: 1, namespace: 2 } as const;

/**
 * Whether this machine's proven containment is what the workspace and the operator demand. Pure.
 * @throws WheelhouseError CONTAINMENT_REQUIRED saying what is missing
 */
export function checkContainment(
  report: Pick<ContainmentReport, 'containment' | 'filesystem'>,
  facts: Pick<StartFacts, 'requiredContainment' | 'requiredFilesystem'>,
  allowOpenFilesystem: boolean,
): void {
  const wanted = facts.requiredContainment;
  if (wanted !== null && strength[report.containment] < (strength[wanted as keyof typeof strength] ?? 2)) {
    throw new WheelhouseError(
      'CONTAINMENT_REQUIRED',
      `the workspace requires ${wanted}, this machine proves ${report.containment}`,
    );
  }
  if (report.filesystem === 'sandboxed') return;
  if (facts.requiredFilesystem === 'sandboxed') {
    throw new WheelhouseError(
      'CONTAINMENT_REQUIRED',
      'the workspace requires a sandboxed file system, which needs bubblewrap',
    );
  }
  if (!allowOpenFilesystem) {
    throw new WheelhouseError(
      'CONTAINMENT_REQUIRED',
      'agents here would see the whole file system: install bubblewrap, or set WH_ALLOW_OPEN_FILESYSTEM=1',
    );
  }
}
