import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where system tools live, whatever PATH says. */
export const systemFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * Absolute path of a program as `execvp` would find it; null when there is none. A relative path with a slash is
 * refused: it would mean another file in another folder.
 */
export function findProgram(program: string, path: string | undefined): string | null {
  if (isAbsolute(program)) return isProgram(program) ? program : null;
  if (program.includes('/')) return null;
  const folders = path === undefined ? systemFolders : path.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, program)).find((candidate) => isProgram(candidate)) ?? null;
}

/** Absolute path of a tool of the system, e.g. `bwrap`; null when it is not installed. */
export function findTool(name: string): string | null {
  return findProgram(name, systemFolders.join(delimiter));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
