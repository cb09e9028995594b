import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TrialFolders {
  /** A fresh work folder and HOME. */
  make(): Promise<{ readonly workDir: string; readonly homeDir: string }>;
  remove(): Promise<void>;
}

/** Temporary folders of one test file. */
export async function openTrialFolders(): Promise<TrialFolders> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-runtimes-')));
  let made = 0;
  return {
    async make() {
      made += 1;
      const folders = { workDir: join(root, `${made}`, 'work'), homeDir: join(root, `${made}`, 'home') };
      await mkdir(folders.workDir, { recursive: true });
      await mkdir(folders.homeDir, { recursive: true });
      return folders;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
