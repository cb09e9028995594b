import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { openWorkFolder, reopenWorkFolder, type WorkFolder } from '../runtimes/index.ts';
import type { ActiveRun } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import type { RunRow } from './run-store.ts';
import { sessionFolder, touchSession } from './session.ts';
import type { StartFacts } from './start-facts.ts';

/** Where a run works. */
export interface WorkPlace {
  /** Of the run whose folder it is. */
  readonly owner: string;
  readonly root: string;
  readonly folder: string;
  /** It outlives the attempt. */
  readonly isKept: boolean;
}

export function placeOf(
  deps: EngineDeps,
  run: RunRow,
  active: ActiveRun,
  { session, execution }: StartFacts,
): WorkPlace {
  const isKept = execution.resumable === true || session !== null;
  const owner = session?.folder ?? run.id;
  const root = join(deps.dataDir, 'work', owner);
  return { owner, root, folder: join(root, isKept ? sessionFolder : String(active.attempt)), isKept };
}

export interface FolderWish {
  readonly run: RunRow;
  readonly active: ActiveRun;
  readonly spec: AgentSpawn;
  readonly facts: StartFacts;
}

/** @throws WheelhouseError PRECONDITION where a session that was asked for is not kept */
export async function openFolder(
  deps: Pick<EngineDeps, 'now'>,
  place: WorkPlace,
  { run, active, spec, facts }: FolderWish,
): Promise<WorkFolder> {
  if (facts.session !== null) {
    const kept = await reopenWorkFolder(place.folder).catch(() => null);
    // Counted anew from each use.
    if (kept !== null) return touchSession(place.root, deps.now()).then(() => kept);
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
