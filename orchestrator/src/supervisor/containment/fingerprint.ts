import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findTool } from '../../sandbox/find-program.ts';

// Where nothing better holds a process, one that leaves its parent, its session and its environment at once would be lost
// sight of. Resource limits it takes along wherever it goes. RLIMIT_RTTIME binds real-time processes only, which agents
// are not, has 64 bits and is readable for everybody: a number there is a name.

/** Above everything that could be meant as a time: 2^61 microseconds. */
const base = 1n << 61n;

/** The same for one marker, another for another. */
export function fingerprintOf(marker: string): string {
  const hash = createHash('sha256').update(marker).digest().readBigUInt64BE();
  return String(base + (hash >> 4n));
}

/** The command that starts what follows it with that fingerprint; empty where this machine cannot give one. */
export function fingerprintCommand(marker: string): readonly string[] {
  const prlimit = findTool('prlimit');
  // A limit that is set already is somebody's, and cannot be raised.
  if (prlimit === null || readRealTimeLimit('self') !== 'unlimited') return [];
  const fingerprint = fingerprintOf(marker);
  return [prlimit, `--rttime=${fingerprint}:${fingerprint}`, '--'];
}

export function hasFingerprint(pid: number, fingerprint: string): boolean {
  return readRealTimeLimit(pid) === fingerprint;
}

/** The hard limit: a process may set the other as it likes. */
function readRealTimeLimit(pid: number | 'self'): string | null {
  try {
    const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
    return /^Max realtime timeout +\S+ +(\S+)/m.exec(limits)?.[1] ?? null;
  } catch {
    return null;
  }
}
