import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { removeTree } from '../runtimes/index.ts';
import type { EngineDeps } from './deps.ts';
import { startPoll, type Poll } from './poll.ts';
import type { RunRow } from './run-store.ts';

/** What a later attempt or run goes on with. */
export interface KeptSession {
  /** The run whose folder it works in: sessions of agents know their folders by their paths. */
  readonly folder: string;
  /** The agent's own name for it; null where there is a folder and no session yet. */
  readonly handle: string | null;
}

const Stored = z.strictObject({ folder: z.uuid(), handle: z.string().max(4096).nullable() });

export function parseSession(stored: string | null): KeptSession | null {
  if (stored === null) return null;
  try {
    const parsed = Stored.safeParse(JSON.parse(stored));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function formatSession(session: KeptSession): string {
  return JSON.stringify(session);
}

/** What a run goes on with: its own earlier attempt's session, or that of the run it names. */
export async function findSession(
  tx: SpokeTx,
  { workspaceId, session, resumes }: Pick<RunRow, 'workspaceId' | 'session' | 'resumes'>,
): Promise<KeptSession | null> {
  const own = parseSession(session);
  if (own !== null || resumes === null) return own;
  const earlier = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: resumes } },
    select: { session: true },
  });
  return parseSession(earlier?.session ?? null);
}

/** In `work/<run>/`: the folder of every attempt and run that goes on with one session. */
export const sessionFolder = 'session';

/** A session is kept this long after its last run ended. */
const keepMs = 7 * 86_400_000;

/** Counts the time that a session is kept from now on. */
export async function touchSession(workRoot: string, now: number): Promise<void> {
  const at = new Date(now);
  await utimes(workRoot, at, at).catch(() => undefined);
}

/** Whether the folder of a run holds a session that is still kept. */
export async function isKept(workRoot: string, now: number): Promise<boolean> {
  try {
    await stat(join(workRoot, sessionFolder));
    return now - (await stat(workRoot)).mtimeMs < keepMs;
  } catch {
    return false;
  }
}

/** How often sessions that are kept no longer are looked for. */
const sweepMs = 3_600_000;

/** Removes sessions that are kept no longer, now and then. */
export function startSessionSweep(deps: EngineDeps): Poll {
  const work = async (): Promise<void> => {
    const root = join(deps.dataDir, 'work');
    for (const name of await readdir(root).catch(() => [])) {
      const folder = join(root, name);
      const kept = await stat(join(folder, sessionFolder)).catch(() => null);
      if (kept === null || (await isKept(folder, deps.now())) || (await isOpen(deps, name))) continue;
      await removeTree(folder);
    }
  };
  return startPoll('sessions', sweepMs, work, deps.logger);
}

async function isOpen({ db }: EngineDeps, runId: string): Promise<boolean> {
  return (await db.withInstance('sweep', (tx) => tx.openRun.count({ where: { runId } }))) > 0;
}
