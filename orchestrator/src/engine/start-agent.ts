import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkMode, spokeApi, WheelhouseError, type AgentSpawn, type RunId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import {
  openWorkFolder,
  reopenWorkFolder,
  type CatalogueAgent,
  type ModelAccess,
  type RunContext,
  type WorkFolder,
} from '../runtimes/index.ts';
import type { ContainmentReport, Supervisor } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { publishArtifact } from './artifacts.ts';
import type { EngineDeps } from './deps.ts';
import { outputLimitOf, readLimits, resourcesOf } from './limit-watch.ts';
import type { RunRow } from './run-store.ts';
import { findSession, sessionFolder, touchSession, type KeptSession } from './session.ts';

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

export interface PreparedRun {
  readonly folder: WorkFolder;
  readonly attemptDir: string;
  readonly context: RunContext;
  /** Removes the work folder. Never rejects; call it when nothing of the run is alive. */
  remove(): Promise<void>;
}

interface Place {
  /** Of the run whose folder it is. */
  readonly owner: string;
  readonly root: string;
  readonly folder: string;
  /** It outlives the attempt. */
  readonly isKept: boolean;
}

function placeOf(deps: EngineDeps, run: RunRow, active: ActiveRun, { session, execution }: StartFacts): Place {
  const isKept = execution.resumable === true || session !== null;
  const owner = session?.folder ?? run.id;
  const root = join(deps.dataDir, 'work', owner);
  return { owner, root, folder: join(root, isKept ? sessionFolder : String(active.attempt)), isKept };
}

async function openFolder(
  place: Place,
  run: RunRow,
  active: ActiveRun,
  { spec, facts }: Pick<PrepareParts, 'spec' | 'facts'>,
): Promise<WorkFolder> {
  if (facts.session !== null) {
    const kept = await reopenWorkFolder(place.folder).catch(() => null);
    if (kept !== null) return kept;
    if (run.resumes !== null) throw new WheelhouseError('PRECONDITION', 'the session it shall go on with is not kept');
  }
  return openWorkFolder({
    root: place.folder,
    source: spec.source,
    allowedSources: facts.allowedSources,
    author: { name: `agent ${run.agentName}`, email: `${run.id}@agents.wheelhouse.invalid` },
    signal: active.stopping.signal,
  }).catch((error: unknown) => rmdir(place.root).then(rethrow(error), rethrow(error)));
}

const rethrow = (error: unknown) => (): never => {
  throw error;
};

interface PrepareParts {
  readonly spec: AgentSpawn;
  readonly facts: StartFacts;
  readonly model: ModelAccess | null;
  readonly secrets: Readonly<Record<string, string>>;
  readonly emit: RunContext['emit'];
  keepSession(session: KeptSession): void;
}

/** Makes the folders and everything an adapter asks about the attempt. */
export async function prepareRun(
  deps: EngineDeps,
  run: RunRow,
  active: ActiveRun,
  parts: PrepareParts,
): Promise<PreparedRun> {
  const { spec } = parts;
  const attemptDir = join(deps.dataDir, 'runs', run.id, String(active.attempt));
  await mkdir(attemptDir, { recursive: true, mode: 0o700 });
  const place = placeOf(deps, run, active, parts.facts);
  const folder = await openFolder(place, run, active, parts);
  const { emit } = parts;
  const keeper = { key: active.key, attemptDir, homeDir: folder.homeDir, emit };
  const context: RunContext = {
    runId: run.id as RunId,
    workspaceId: active.key.workspaceId,
    attempt: active.attempt,
    workDir: folder.workDir,
    homeDir: folder.homeDir,
    spec,
    agent: parts.facts.agent,
    model: parts.model,
    secrets: parts.secrets,
    resume: parts.facts.session?.handle ?? null,
    keepSession: (handle) => parts.keepSession({ folder: place.owner, handle }),
    emit,
    publishArtifact: (offer) => publishArtifact(deps, keeper, offer),
    now: () => deps.now(),
    signal: active.over.signal,
  };
  const remove = async (): Promise<void> => {
    if (place.isKept) return touchSession(place.root, deps.now());
    try {
      await folder.remove();
    } catch (error) {
      deps.logger.warn({ runId: run.id, err: error }, 'a work folder could not be removed');
    }
    await rmdir(place.root).catch(() => undefined);
  };
  return { folder, attemptDir, context, remove };
}

/** Starts the agent's process and hands its pipes to the adapter, in one tick so that no output is missed. */
export async function startProcess(
  supervisor: Supervisor,
  run: RunRow,
  active: ActiveRun,
  prepared: PreparedRun,
  parts: { readonly network: NetworkMode; readonly redact: readonly string[] },
): Promise<void> {
  const adapter = active.adapter;
  if (adapter === null) throw new TypeError('no adapter was chosen');
  const limits = readLimits(run.limits);
  const { argv, env, readOnlyPaths } = await adapter.prepare(prepared.context);
  active.process = await supervisor.start({
    id: `${run.id}.${active.attempt}`,
    argv,
    env,
    readOnlyPaths,
    workDir: prepared.folder.workDir,
    homeDir: prepared.folder.homeDir,
    network: parts.network === 'full' ? 'full' : 'none',
    redact: parts.redact,
    stdoutPath: join(prepared.attemptDir, 'stdout.log'),
    stderrPath: join(prepared.attemptDir, 'stderr.log'),
    maxOutputBytes: outputLimitOf(limits),
    resources: resourcesOf(limits),
  });
  active.session = adapter.attach(active.process, prepared.context);
}
