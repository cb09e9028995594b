import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import { findProgram, systemFolders } from '../sandbox/find-program.ts';
import { fieldsOf, wordOf } from './fields.ts';
import { moduleFolders } from './module-folders.ts';

/** A program that users of this machine installed, such as an agent's command line. */
export interface InstalledProgram {
  /** Absolute path. Links outside of the system's folders are resolved: a sandbox shows the file, not what leads to it. */
  readonly path: string;
  /** Folders or files a sandbox must show for it beyond the system's. */
  readonly readOnlyPaths: readonly string[];
}

/** The system's folders and the one node lies in, where `npm install --global` puts programs. */
export function defaultSearchPath(): string {
  return [dirname(process.execPath), ...systemFolders].join(delimiter);
}

/** @param first folders that come before the usual ones, as PATH writes them */
export function searchPathOf(first: string | undefined): string {
  return first === undefined ? defaultSearchPath() : [first, defaultSearchPath()].join(delimiter);
}

/**
 * The program as a user would start it, or null when it is not installed.
 * @param program a bare name, looked up in `searchPath`, or an absolute path
 */
export function findInstalled(program: string, searchPath: string): InstalledProgram | null {
  const found = findProgram(program, searchPath);
  if (found === null) return null;
  const real = realpathSync(found);
  // Kept in the system's folders, where some programs go by the name they are called with.
  const path = systemFolders.includes(dirname(found)) ? found : real;
  return { path, readOnlyPaths: visiblePaths(real) };
}

/** True for a program that an administrator installed: it lies in, or is linked from, a folder of `searchPath`. */
export function isOnPath(program: string, searchPath: string): boolean {
  if (!isAbsolute(program)) return !program.includes('/');
  return searchPath.split(delimiter).includes(dirname(program));
}

/** Of an npm package its folder and those of what it depends on (a native part, often); of anything else the file. */
function visiblePaths(path: string): string[] {
  const manifest = packageOf(path);
  if (!manifest) return [path];
  try {
    return moduleFolders([manifest.name], path);
  } catch {
    return [manifest.folder];
  }
}

function packageOf(path: string): { readonly name: string; readonly folder: string } | null {
  const marker = `${sep}node_modules${sep}`;
  for (let folder = dirname(path); folder.includes(marker); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const name = wordOf(fieldsOf(JSON.parse(readFileSync(manifest, 'utf8')))['name'], 256);
    if (name !== undefined && folder.endsWith(`${marker}${name.split('/').join(sep)}`)) return { name, folder };
  }
  return null;
}
