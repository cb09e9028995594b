import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { markerVariable } from '../sandbox/process-spec.ts';
import type { ProcessIdentity } from './types.ts';

/** One process as the kernel shows it. */
export interface ProcessRow extends ProcessIdentity {
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
}

/** Null when there is no such process. */
export function readProcess(pid: number): ProcessRow | null {
  const text = readProc(pid, 'stat');
  if (text === null) return null;
  // The name is in parentheses and may contain anything, parentheses too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = 'X', ppid, pgid, sid] = fields;
  return {
    pid,
    state,
    ppid: Number(ppid),
    pgid: Number(pgid),
    sid: Number(sid),
    startTicks: BigInt(fields[19] ?? '0'),
  };
}

/** Everything alive; zombies are not: they run nothing and wait only for their parent. */
export function listProcesses(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const row = Number.isInteger(pid) ? readProcess(pid) : null;
    if (row && isLive(row)) rows.push(row);
  }
  return rows;
}

export function isLive(row: ProcessRow): boolean {
  return row.state !== 'Z' && row.state !== 'X';
}

/** True while that very process lives; false for another one that got its pid. */
export function isSameAlive(identity: ProcessIdentity): boolean {
  const row = readProcess(identity.pid);
  return row !== null && isLive(row) && row.startTicks === identity.startTicks;
}

/** `<kill marker>/<spec id>` of a process, as of its last exec; null where there is none or it cannot be read. */
export function readMarker(pid: number): string | null {
  const start = `${markerVariable}=`;
  const found = readProc(pid, 'environ')
    ?.split('\0')
    .find((entry) => entry.startsWith(start));
  return found?.slice(start.length) ?? null;
}

/** E.g. `pid:[4026531836]`; null where it cannot be read. */
export function readPidNamespace(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

/** The arguments of a process; empty for one that is gone or a kernel thread. */
export function readArguments(pid: number): string[] {
  return readProc(pid, 'cmdline')?.split('\0').slice(0, -1) ?? [];
}

/** Oldest first. */
export function listChildren(pid: number): ProcessRow[] {
  const known = readProc(pid, `task/${pid}/children`);
  const rows =
    known === null
      ? listProcesses().filter((row) => row.ppid === pid)
      : known.split(' ').flatMap((child) => (child === '' ? [] : (readProcess(Number(child)) ?? [])));
  return rows.sort((a, b) => (a.startTicks === b.startTicks ? a.pid - b.pid : a.startTicks < b.startTicks ? -1 : 1));
}

/** Signals that very process; false when it is gone or not ours to signal. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (readProcess(identity.pid)?.startTicks !== identity.startTicks) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return null;
  }
}
