import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@wheelhouse/prisma/testing';

/** Holds processes so that not even SIGKILL ends them, as one does that waits for a disk. */
export interface Freezer {
  hold(pid: number): Promise<void>;
  /** What was sent to them meanwhile takes effect. */
  release(): Promise<void>;
}

const root = '/sys/fs/cgroup/freezer';

/** Why no process can be held here, or null. The freezer of version 2 lets SIGKILL through. */
export function freezerMissing(): string | null {
  if (!existsSync(join(root, 'tasks')))
    return 'there is no freezer of cgroup version 1 here, which alone holds off SIGKILL';
  return process.getuid?.() === 0 ? null : 'only root may hold processes in a freezer';
}

export function openFreezer(name: string): Freezer {
  const folder = join(root, name);
  mkdirSync(folder);
  const state = join(folder, 'freezer.state');
  return {
    async hold(pid) {
      writeFileSync(join(folder, 'cgroup.procs'), String(pid));
      writeFileSync(state, 'FROZEN');
      await waitFor(() => readFileSync(state, 'utf8').trim() === 'FROZEN');
    },
    async release() {
      writeFileSync(state, 'THAWED');
      await waitFor(() => {
        try {
          rmdirSync(folder);
        } catch {
          // Not empty yet.
        }
        return !existsSync(folder);
      });
    },
  };
}
