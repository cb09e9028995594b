import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { ProcessSpec } from './process-spec.ts';

/**
 * Why the folders of a spec cannot be shown to an agent, or null. An earlier attempt may have left a link in a folder it
 * could write; following it would open whatever it points to.
 */
export function findFolderTrouble(spec: ProcessSpec): string | null {
  const writable = [spec.workDir, spec.homeDir, ...(spec.writablePaths ?? [])];
  for (const path of writable) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isDirectory()) return `${path} is no folder`;
  }
  for (const path of [...writable, ...spec.readOnlyPaths]) {
    const outer = writable.find((folder) => path.startsWith(folder + sep));
    if (outer !== undefined && !resolvesWithin(path, outer)) return `${path} leads out of ${outer}`;
  }
  return null;
}

function resolvesWithin(path: string, folder: string): boolean {
  try {
    return realpathSync(path).startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}
