import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StepFailure } from './failure.ts';

/**
 * The real place of a path of a task, which must lie inside the work folder, also through symbolic links.
 * @param path relative to `workDir`; its last part may not exist yet
 * @returns absolute, free of links, with the last part not a link
 */
export async function placeInside(workDir: string, path: string): Promise<string> {
  const root = await realpath(workDir);
  const wanted = resolve(root, path);
  if (wanted !== root && !wanted.startsWith(root + sep)) throw outside(path);
  const folder = wanted === root ? root : await realFolder(dirname(wanted));
  const place = wanted === root ? root : join(folder, basename(wanted));
  if (place !== root && !place.startsWith(root + sep)) throw outside(path);
  const found = await lstat(place).catch(() => null);
  if (found?.isSymbolicLink()) throw outside(path, 'is a symbolic link');
  return place;
}

/** As `placeInside`, but links are followed where they lead to something inside. */
export async function placeFollowing(workDir: string, path: string): Promise<string> {
  const root = await realpath(workDir);
  const real = await realpath(resolve(root, path)).catch(() => null);
  // What does not exist yet, and what a dangling link points at, is judged by its name.
  if (real === null) return placeInside(workDir, path);
  if (real !== root && !real.startsWith(root + sep)) throw outside(path);
  return real;
}

/** The real path of the deepest folder that exists, with the missing rest appended. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    // A dangling link "does not exist" either; creating what it points at would leave the work folder.
    const found = await lstat(folder).catch(() => null);
    if (found || dirname(folder) === folder)
      throw new StepFailure(`${folder} cannot be resolved`, { code: 'INVALID', retryable: false, cause: error });
    return join(await realFolder(dirname(folder)), basename(folder));
  }
}

function outside(path: string, why = 'leads outside the work folder'): StepFailure {
  return new StepFailure(`${path} ${why}`, { code: 'INVALID', retryable: false });
}
