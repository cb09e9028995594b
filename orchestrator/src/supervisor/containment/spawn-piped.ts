import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { readProcess } from '../process-table.ts';
import { Refused } from '../wire.ts';
import type { AgentExit, PipedChild } from './contained.ts';

export interface PipedOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Pipes beyond the standard three. */
  readonly extraPipes?: number;
}

/**
 * Spawns in a session of its own, from this (the main) thread: death signals follow the thread that spawned. Throws
 * `Refused` START_FAILED.
 */
export async function spawnPiped(command: readonly [string, ...string[]], options: PipedOptions): Promise<PipedChild> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: Array.from({ length: 3 + (options.extraPipes ?? 0) }, () => 'pipe' as const),
    detached: true,
  });
  let gone = false;
  const exited = new Promise<AgentExit>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true;
      resolve({ code, signal });
    });
  });
  // Read at once: node cannot have reaped it before it returns to its event loop, so the pid is still the child's.
  const row = child.pid === undefined ? null : readProcess(child.pid);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Refused('START_FAILED', error.message)));
  });
  const { stdin, stdout, stderr } = child;
  if (!row || !stdin || !stdout || !stderr) throw new Refused('START_FAILED', 'the process has no pid or no pipes');
  child.on('error', () => undefined);
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  const outputs = { stdout: holdOutput(stdout), stderr: holdOutput(stderr) };
  const identity = { pid: row.pid, startTicks: row.startTicks };
  return { process: child, identity, stdin, ...outputs, exited, hasExited: () => gone };
}

/**
 * Holds what comes before anybody reads: at a child's exit node itself reads, and drops, the pipes that nobody has
 * touched yet.
 */
function holdOutput(source: Readable): Readable {
  const held = new PassThrough({ highWaterMark: 256 * 1024 });
  source.pipe(held);
  source.once('close', () => held.end());
  held.once('close', () => source.destroy());
  held.on('error', () => undefined);
  return held;
}

/** A pipe beyond the standard three, which node gives as a duplex stream. */
export function extraPipe(child: PipedChild, index: number): Readable & Writable {
  const pipe = child.process.stdio[3 + index];
  if (!pipe || !('write' in pipe) || !('read' in pipe)) throw new Refused('START_FAILED', 'a pipe is missing');
  return pipe as Readable & Writable;
}
