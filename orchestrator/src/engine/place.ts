import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import { currentBootId } from '../supervisor/index.ts';
import { isSameAlive, readPidNamespace, readProcess } from '../supervisor/process-table.ts';

/**
 * What the marks of every start of one data folder begin with: two instances on one machine never touch each other's
 * processes.
 */
export function markerPrefixOf(dataDir: string): string {
  return `wh-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}:`;
}

/** Where an orchestrator's process lives, so that others can tell whether it still does. */
export const Place = z.object({
  /** Names the data folder. */
  place: z.string(),
  bootId: z.string(),
  /** Process ids mean something only within one pid namespace. */
  pidNamespace: z.string().nullable(),
  /** Start time in clock ticks since boot: tells two processes of one pid apart. */
  startTicks: z.string().regex(/^\d+$/),
});
export type Place = z.infer<typeof Place>;

export function placeOf(dataDir: string): Place {
  return {
    place: markerPrefixOf(dataDir),
    bootId: currentBootId(),
    pidNamespace: readPidNamespace(process.pid),
    startTicks: String(readProcess(process.pid)?.startTicks ?? 0),
  };
}

export interface PlacedOrchestrator {
  readonly hostname: string;
  readonly pid: number;
  /** As stored; may be an older version's. */
  readonly detail: unknown;
}

/**
 * `living` and `dead` are known by looking at the process; `unknown` lives on another machine, or where we cannot look:
 * only its heartbeat tells.
 */
export function lookAt(row: PlacedOrchestrator): 'living' | 'dead' | 'unknown' {
  const placed = Place.safeParse(row.detail);
  if (!placed.success || row.hostname !== hostname()) return 'unknown';
  const { bootId, pidNamespace, startTicks } = placed.data;
  if (bootId !== currentBootId()) return 'dead';
  if (pidNamespace === null || pidNamespace !== readPidNamespace(process.pid)) return 'unknown';
  return isSameAlive({ pid: row.pid, startTicks: BigInt(startTicks) }) ? 'living' : 'dead';
}

export function isPlacedAt(row: PlacedOrchestrator, dataDir: string): boolean {
  const placed = Place.safeParse(row.detail);
  return placed.success && placed.data.place === markerPrefixOf(dataDir) && row.hostname === hostname();
}
