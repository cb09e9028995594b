import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WheelhouseError } from '@wheelhouse/protocol';
import {
  cgroupName,
  killCgroup,
  listCgroupMembers,
  listCgroupRoots,
  removeCgroup,
} from './containment/cgroup-folders.ts';
import type { CgroupRoot } from './containment/cgroup-folders.ts';
import {
  isSameAlive,
  listProcesses,
  readMarker,
  readPidNamespace,
  readProcess,
  signalProcess,
} from './process-table.ts';
import type { ProcessRow } from './process-table.ts';
import type { ProcessIdentity } from './types.ts';

/** A process the ledger remembers. Without the boot id of its machine it is matched by pid and start time alone. */
export interface KnownProcess extends ProcessIdentity {
  readonly bootId?: string;
}

export interface StrayOptions {
  /** What the markers of all starts of this data folder begin with; see `SupervisorOptions.killMarker`. */
  readonly markerPrefix: string;
  /** The current start's own marker: its processes are left alone. */
  readonly except?: string;
  /** What the ledger says was running. A pid that now belongs to another process is not touched. */
  readonly known?: readonly KnownProcess[];
  /** Default 2000. */
  readonly deadlineMs?: number;
}

export interface StrayReport {
  /** Processes of earlier starts that were seen alive. */
  readonly found: number;
  /** Of those, still alive at the end. */
  readonly survivors: number;
}

/** Identity of this boot of this machine: start times of another boot mean nothing. */
export function currentBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/**
 * Ends what earlier starts left behind: processes with their marker or known by the ledger, with all that lives in their
 * namespaces, sessions and below them, and their cgroups. Take no work before it resolved. Throws INVALID for an empty
 * prefix, which would match other people's.
 */
export async function endStrays(options: StrayOptions): Promise<StrayReport> {
  if (options.markerPrefix.length < 8)
    throw new WheelhouseError('INVALID', 'the marker prefix is too short to be ours alone');
  const deadline = performance.now() + (options.deadlineMs ?? 2000);
  const cgroups = findCgroups(options);
  const met = new Map<number, ProcessIdentity>();
  for (;;) {
    for (const { root, folder } of cgroups) killCgroup(root.kind, folder);
    const strays = findStrays(options, [...met.values()]);
    for (const stray of strays) {
      met.set(stray.pid, stray);
      signalProcess(stray, 'SIGKILL');
    }
    const inGroups = cgroups.flatMap(({ folder }) => listCgroupMembers(folder)).length;
    if ((strays.length === 0 && inGroups === 0) || performance.now() > deadline) {
      for (const { folder } of cgroups) removeGroups(folder);
      return { found: met.size, survivors: Math.max(strays.length, inGroups) };
    }
    await delay(5);
  }
}

function findStrays(options: StrayOptions, met: readonly ProcessIdentity[]): ProcessRow[] {
  const rows = listProcesses();
  const spared = listAncestors();
  const known = (options.known ?? []).filter((one) => one.bootId === undefined || one.bootId === currentBootId());
  const isKnown = (row: ProcessRow): boolean =>
    [...known, ...met].some((one) => one.pid === row.pid && one.startTicks === row.startTicks);
  const found = new Set(rows.filter((row) => !spared.has(row.pid) && (isKnown(row) || isMarked(row.pid, options))));
  const ownNamespace = readPidNamespace(process.pid);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    const pids = new Set([...found].map((row) => row.pid));
    const namespaces = new Set([...found].map((row) => readPidNamespace(row.pid)));
    for (const row of rows) {
      if (spared.has(row.pid) || found.has(row)) continue;
      const namespace = readPidNamespace(row.pid);
      const shares = namespace !== null && namespace !== ownNamespace && namespaces.has(namespace);
      if (shares || pids.has(row.ppid) || pids.has(row.sid)) found.add(row);
    }
  }
  return [...found].filter(isSameAlive);
}

function isMarked(pid: number, { markerPrefix, except }: StrayOptions): boolean {
  const marker = readMarker(pid);
  if (!marker?.startsWith(markerPrefix)) return false;
  return except === undefined || !marker.startsWith(`${except}/`);
}

/** Who asks may itself run below an agent of the same name; it does not end itself. */
function listAncestors(): Set<number> {
  const pids = new Set<number>();
  for (let pid = process.pid; pid > 0 && !pids.has(pid); pid = readProcess(pid)?.ppid ?? 0) pids.add(pid);
  return pids;
}

function findCgroups({ markerPrefix, except }: StrayOptions): { readonly root: CgroupRoot; readonly folder: string }[] {
  const [start = '', ...rest] = markerPrefix.split('/');
  // With a slash the prefix names one start, whole.
  const isOurs = (name: string): boolean =>
    rest.length > 0 ? name === cgroupName(start) : name.startsWith(cgroupName(start));
  return listCgroupRoots().flatMap((root) =>
    listFolders(root.folder)
      .filter((name) => isOurs(name) && (except === undefined || name !== cgroupName(except)))
      .flatMap((name) => [name, ...listFolders(join(root.folder, name)).map((group) => join(name, group))])
      .map((name) => ({ root, folder: join(root.folder, name) })),
  );
}

function removeGroups(folder: string): void {
  for (const name of listFolders(folder)) removeCgroup(join(folder, name));
  removeCgroup(folder);
}

function listFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
