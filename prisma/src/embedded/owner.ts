import { readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerFiles } from './initialise.ts';

/** The process that started the server. */
interface Owner {
  readonly pid: number;
  /** Start of the process in clock ticks since boot, where the system tells: a pid alone may be somebody else by now. */
  readonly startTicks: string | null;
}

/**
 * Makes this process the owner, unless there is a file already: then its owner is alive or it can be dropped.
 * @returns false where somebody else was first
 */
export async function claimOwnership(files: ServerFiles): Promise<boolean> {
  const owner: Owner = { pid: process.pid, startTicks: await readStartTicks(process.pid) };
  try {
    await writeFile(files.ownerFile, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export async function dropOwnership(files: ServerFiles): Promise<void> {
  await rm(files.ownerFile, { force: true });
}

/** True while the process that started the server lives. */
export async function isOwnerAlive(files: ServerFiles): Promise<boolean> {
  const text = await readFile(files.ownerFile, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const owner = parseOwner(text);
  if (owner === undefined) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.startTicks === (await readStartTicks(owner.pid));
}

/** A file that a crash cut short names nobody. */
function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

async function readStartTicks(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
