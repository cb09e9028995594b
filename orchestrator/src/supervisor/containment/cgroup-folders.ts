import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLive, readProcess } from '../process-table.ts';
import type { ProcessIdentity } from '../types.ts';

/** A folder of the cgroup file system that we may use, and how its members are killed together. */
export interface CgroupRoot {
  readonly kind: 'kill' | 'freezer';
  /** Where we are ourselves; groups are made below. */
  readonly folder: string;
}

const namePrefix = 'wheelhouse-';

/** Name of the folder that holds the groups of one start. */
export function cgroupName(killMarker: string): string {
  return `${namePrefix}${killMarker}`;
}

/** Version 2 with `cgroup.kill` (Linux 5.14), or the freezer of version 1, where we may make groups; best first. */
export function listCgroupRoots(): CgroupRoot[] {
  const mounts = readLines('/proc/self/mounts').map((line) => line.split(' '));
  const own = readLines('/proc/self/cgroup').map((line) => line.split(':'));
  const roots: CgroupRoot[] = [];
  for (const [, point = '', type, options = ''] of mounts) {
    const kind = type === 'cgroup2' ? 'kill' : 'freezer';
    if (type !== 'cgroup2' && !(type === 'cgroup' && options.split(',').includes('freezer'))) continue;
    const path = own.find(([, names]) => (kind === 'kill' ? names === '' : names === 'freezer'))?.[2] ?? '/';
    const folder = existsSync(join(point, path)) ? join(point, path) : point;
    roots.push({ kind, folder });
  }
  return roots.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'kill' ? -1 : 1));
}

/** Makes a group. Throws where we may not, or where it cannot kill. */
export function makeCgroup(root: CgroupRoot, ...names: readonly string[]): string {
  const folder = join(root.folder, ...names);
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, root.kind === 'kill' ? 'cgroup.kill' : 'freezer.state'))) return folder;
  removeCgroup(folder);
  throw new Error(`${folder} has no way to kill its members`);
}

/**
 * Calls `spawn` while this thread is in the group, so that what it spawns is born there: a process that is moved after its
 * birth may have forked before.
 */
export function insideCgroup<T>(root: CgroupRoot, folder: string, spawn: () => T): T {
  const file = root.kind === 'kill' ? 'cgroup.procs' : 'tasks';
  writeFileSync(join(folder, file), '0');
  try {
    return spawn();
  } finally {
    writeFileSync(join(root.folder, file), '0');
  }
}

/** SIGKILL to all members, frozen before where the kernel cannot do it at once. */
export function killCgroup(kind: CgroupRoot['kind'], folder: string): void {
  try {
    if (kind === 'kill') {
      writeFileSync(join(folder, 'cgroup.kill'), '1');
      return;
    }
    writeFileSync(join(folder, 'freezer.state'), 'FROZEN');
    for (const { pid } of listCgroupMembers(folder)) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone, or a member ended meanwhile: the caller looks again.
  } finally {
    if (kind === 'freezer') thaw(folder);
  }
}

function thaw(folder: string): void {
  try {
    writeFileSync(join(folder, 'freezer.state'), 'THAWED');
  } catch {
    // Gone.
  }
}

export function listCgroupMembers(folder: string): ProcessIdentity[] {
  return readLines(join(folder, 'cgroup.procs')).flatMap((line) => {
    const row = readProcess(Number(line));
    return row && isLive(row) ? [row] : [];
  });
}

/** An empty group; one with members stays. */
export function removeCgroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty yet, or gone.
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
