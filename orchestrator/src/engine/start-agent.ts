import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentSpawn, RunId } from '@wheelhouse/protocol';
import type { RunContext, WorkFolder } from '../runtimes/index.ts';
import type { Supervisor } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import { publishArtifact } from './artifacts.ts';
import type { EngineDeps } from './deps.ts';
import { outputLimitOf, readLimits, resourcesOf } from './limit-watch.ts';
import type { Means } from './means.ts';
import type { RunRow } from './run-store.ts';
import { touchSession, type KeptSession } from './session.ts';
import type { StartFacts } from './start-facts.ts';
import { openFolder, placeOf } from './work-place.ts';

export interface PreparedRun {
  readonly folder: WorkFolder;
  readonly attemptDir: string;
  readonly context: RunContext;
  /** Removes the work folder. Never rejects; call it when nothing of the run is alive. */
  remove(): Promise<void>;
}

interface PrepareParts {
  readonly spec: AgentSpawn;
  readonly facts: StartFacts;
  readonly means: Means;
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
  const folder = await openFolder(deps, place, { run, active, ...parts });
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
    model: parts.means.model,
    door: parts.means.door,
    secrets: parts.means.secrets,
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
  { prepared, means }: { readonly prepared: PreparedRun; readonly means: Means },
): Promise<void> {
  const adapter = active.adapter;
  if (adapter === null) throw new TypeError('no adapter was chosen');
  const limits = readLimits(run.limits);
  const { argv, env, readOnlyPaths } = means.wrap(await adapter.prepare(prepared.context));
  active.process = await supervisor.start({
    id: `${run.id}.${active.attempt}`,
    argv,
    env,
    readOnlyPaths,
    workDir: prepared.folder.workDir,
    homeDir: prepared.folder.homeDir,
    network: means.network === 'full' ? 'full' : 'none',
    redact: means.redact,
    stdoutPath: join(prepared.attemptDir, 'stdout.log'),
    stderrPath: join(prepared.attemptDir, 'stderr.log'),
    maxOutputBytes: outputLimitOf(limits),
    resources: resourcesOf(limits),
  });
  active.session = adapter.attach(active.process, prepared.context);
}
