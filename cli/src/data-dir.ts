import { createHash } from 'node:crypto';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** True where every folder above lets other users pass, so that a server under another uid can work inside. */
function isReachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * Where everything of this checkout is kept: `.data` beside it. Root cannot use that below a closed home, because
 * PostgreSQL refuses to run as root and its own user could not enter; then `/var/lib/wheelhouse/<hash of the path>`.
 */
export function chooseDataDir(options: {
  readonly configured: string | undefined;
  readonly projectDir: string;
  readonly isRoot: boolean;
}): string {
  if (options.configured !== undefined) return options.configured;
  const project = realpathSync(options.projectDir);
  if (!options.isRoot || isReachableByOthers(project)) return join(project, '.data');
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 12);
  return join('/var/lib/wheelhouse', hash);
}

/**
 * Makes the folder; refuses one that is a link or somebody else's, since keys are written into it.
 * @throws Error naming what is wrong with the folder
 */
export async function openDataDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder`);
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) throw new Error(`${path} belongs to another user`);
}
