import { readdirSync, readFileSync } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSpec, ResourceLimits } from '../sandbox/process-spec.ts';
import type { ProcessIdentity } from './types.ts';

/** The first limit that something was over. */
export interface Excess {
  readonly resource: keyof ResourceLimits;
  readonly used: number;
  readonly limit: number;
}

export interface ResourceWatchDeps {
  listAlive(): readonly ProcessIdentity[];
  /** Settles when there is nothing left to watch. */
  readonly ended: Promise<unknown>;
  /** Called once. */
  onExcess(excess: Excess): void;
}

/** How soon a runaway is seen; a look that takes long is taken less often, so that watching stays below a tenth of a core. */
const processLookMs = 100;
const diskLookMs = 500;
const restPerWork = 10;

/**
 * Looks at what an agent takes while it lives. Looking needs no rights of the machine and holds in every containment; what
 * grows between two looks may pass a limit by so much.
 */
export function watchResources(spec: ProcessSpec, deps: ResourceWatchDeps): void {
  const limits = spec.resources ?? {};
  const over = new AbortController();
  void deps.ended.then(
    () => over.abort(),
    () => over.abort(),
  );
  const report = (excess: Excess | null): void => {
    if (excess === null || over.signal.aborted) return;
    over.abort();
    deps.onExcess(excess);
  };
  const { memoryBytes, processes, openFiles, diskBytes } = limits;
  if (memoryBytes !== undefined || processes !== undefined || openFiles !== undefined) {
    const look = (): Promise<void> => Promise.resolve(report(findProcessExcess(deps.listAlive(), limits)));
    void repeat(look, processLookMs, over.signal);
  }
  if (diskBytes !== undefined) {
    const folders = [...new Set([spec.workDir, spec.homeDir])];
    const look = async (): Promise<void> =>
      report(excessOf('diskBytes', await diskUsage(folders, diskBytes), diskBytes));
    void repeat(look, diskLookMs, over.signal);
  }
}

async function repeat(look: () => Promise<void>, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const begunAt = performance.now();
    // A look that fails sees nothing: what it looked at has just ended.
    await look().catch(() => undefined);
    const tookMs = performance.now() - begunAt;
    await delay(Math.max(everyMs, tookMs * restPerWork), undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function excessOf(resource: Excess['resource'], used: number, limit: number | undefined): Excess | null {
  return limit !== undefined && used > limit ? { resource, used, limit } : null;
}

function findProcessExcess(alive: readonly ProcessIdentity[], limits: ResourceLimits): Excess | null {
  const { memoryBytes, processes, openFiles } = limits;
  const crowd = excessOf('processes', alive.length, processes);
  if (crowd !== null) return crowd;
  if (memoryBytes !== undefined) {
    const used = alive.reduce((sum, { pid }) => sum + anonymousBytes(pid), 0);
    if (used > memoryBytes) return { resource: 'memoryBytes', used, limit: memoryBytes };
  }
  if (openFiles === undefined) return null;
  const most = alive.reduce((max, { pid }) => Math.max(max, countOpenFiles(pid)), 0);
  return excessOf('openFiles', most, openFiles);
}

/** `/proc/<pid>/status` counts in kB. Files that are mapped are the page cache's, which gives way. */
function anonymousBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kilobytes = ['RssAnon', 'RssShmem', 'VmSwap'].map((name) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0),
    );
    return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
  } catch {
    return 0;
  }
}

function countOpenFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

const blockBytes = 512;

/** Bytes allocated in folders, links not followed; stops counting once it is over `enough`. */
async function diskUsage(folders: readonly string[], enough: number): Promise<number> {
  let bytes = 0;
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined && bytes <= enough; folder = waiting.pop()) {
    const entries = await opendir(folder).catch(() => null);
    if (entries === null) continue;
    for await (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else bytes += ((await lstat(path).catch(() => null))?.blocks ?? 0) * blockBytes;
      if (bytes > enough) return bytes;
    }
  }
  return bytes;
}
