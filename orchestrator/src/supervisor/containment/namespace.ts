import { setTimeout as delay } from 'node:timers/promises';
import { listChildren, listProcesses, readMarker, readPidNamespace, signalProcess } from '../process-table.ts';
import type { ProcessRow } from '../process-table.ts';
import type { ProcessIdentity } from '../types.ts';
import { Refused } from '../wire.ts';
import { decodeExit } from './contained.ts';
import type { Contained, PipedChild } from './contained.ts';
import { terminateGroup } from './group-signal.ts';

export interface NamespaceParts {
  /** The tool outside, our child. */
  readonly outer: PipedChild;
  /** The namespace's first process; its death is everybody's. */
  readonly init: ProcessIdentity;
  /** Null where it ended before it was seen. */
  readonly agent: ProcessIdentity | null;
  readonly marker: string;
}

/** A pid namespace. The kernel empties it when its first process dies; what is counted here only verifies that. */
export function containByNamespace({ outer, init, agent, marker }: NamespaceParts): Contained {
  const own = readPidNamespace(process.pid);
  const seen = readPidNamespace(init.pid);
  // A first process that is gone already leaves nothing to read, and a pid taken over may show our own.
  const namespace = seen === own ? null : seen;
  const findMembers = (): ProcessRow[] =>
    listProcesses().filter(
      (row) =>
        row.startTicks >= outer.identity.startTicks &&
        ((namespace !== null && readPidNamespace(row.pid) === namespace) || readMarker(row.pid) === marker),
    );
  let passes = 0;
  return {
    identity: init,
    stdin: outer.stdin,
    stdout: outer.stdout,
    stderr: outer.stderr,
    exited: outer.exited.then(decodeExit),
    terminate() {
      if (agent) terminateGroup(agent, [outer.identity, init]);
    },
    killOnce() {
      signalProcess(outer.identity, 'SIGKILL');
      signalProcess(init, 'SIGKILL');
      passes += 1;
      // Once is enough for the kernel; if something is seen alive then, one by one.
      if (passes > 1) for (const member of findMembers()) signalProcess(member, 'SIGKILL');
    },
    listAlive: findMembers,
    release: () => undefined,
  };
}

/** Longest a start may take; the machine may be busy with others. */
const startTimeoutMs = 10_000;
const pollMs = 2;

/**
 * Polls until the process `find` looks for is there; null when the child exited first. Throws `Refused` START_FAILED at
 * the deadline.
 */
export async function waitWhileRunning<T>(child: PipedChild, find: () => T | null): Promise<T | null> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const found = find();
    if (found !== null) return found;
    if (child.hasExited()) return null;
    if (performance.now() > deadline) {
      signalProcess(child.identity, 'SIGKILL');
      throw new Refused('START_FAILED', `it did not start within ${startTimeoutMs} ms`);
    }
    await delay(pollMs);
  }
}

/** The oldest child: orphans that the first process adopted are younger. */
export function findFirstChild(pid: number, isReady: (child: ProcessRow) => boolean): ProcessIdentity | null {
  const child = listChildren(pid)[0];
  return child && isReady(child) ? child : null;
}
