import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Containment, Filesystem } from '@wheelhouse/protocol';
import type { ProcessSpec } from '../../sandbox/process-spec.ts';
import type { ContainmentTool, ProcessIdentity } from '../types.ts';
import { Refused } from '../wire.ts';

export interface AgentExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running agent with all it started, as one mode of containment holds it. */
export interface Contained {
  /** The process whose SIGKILL ends all of it, or the agent where there is none such. */
  readonly identity: ProcessIdentity;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Of the agent, whatever it left behind. */
  readonly exited: Promise<AgentExit>;
  /** SIGTERM to the agent and its process group. */
  terminate(): void;
  /** SIGKILL to everything known now. */
  killOnce(): void;
  /** Looks again at the whole machine: all that is alive of it. */
  listAlive(): readonly ProcessIdentity[];
  /** Gives back what the mode holds in the system. Call it when nothing is alive. */
  release(): void;
}

/** What to run: a checked spec with its program resolved. */
export interface LaunchOrder {
  readonly spec: ProcessSpec;
  /** The program's absolute path, then its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly marker: string;
}

/** One mode of containment on this machine. */
export interface Launcher {
  /** For the proofs. */
  readonly name: string;
  readonly containment: Containment;
  readonly filesystem: Filesystem;
  readonly network: 'isolated' | 'shared';
  readonly tool: ContainmentTool;
  /** Resolves when the agent's program runs; rejects with `Refused` START_FAILED. */
  launch(order: LaunchOrder): Promise<Contained>;
}

/** A child whose standard streams are all pipes. */
export interface PipedChild {
  readonly process: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** As node reports it, at the exit and not at the end of the pipes. */
  readonly exited: Promise<AgentExit>;
  hasExited(): boolean;
}

/** How a program between us and the agent passes on that a signal ended it. */
export function decodeExit(exit: AgentExit): AgentExit {
  if (exit.code === null || exit.code <= 128) return exit;
  const number = exit.code - 128;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name === undefined ? exit : { code: null, signal: name };
}

/** What is on a stream already, without taking it away; waits a moment for the first of it. */
export async function peekText(stream: Readable): Promise<string> {
  if (stream.readableLength === 0 && !stream.readableEnded) {
    await Promise.race([once(stream, 'readable'), once(stream, 'close'), delay(200)]).catch(() => undefined);
  }
  const said: unknown = stream.read();
  if (!(said instanceof Buffer)) return '';
  stream.unshift(said);
  return said.toString('utf8').slice(0, 500).trim();
}

/** A failed start in the tool's own words. */
export function startFailure(tool: string, said: string, exit: AgentExit): Refused {
  return new Refused('START_FAILED', `${tool} could not start it: ${said || `exit ${exit.code ?? exit.signal}`}`);
}
