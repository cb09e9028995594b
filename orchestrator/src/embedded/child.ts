import { spawn, type ChildProcess } from 'node:child_process';
import { StepFailure } from './failure.ts';

/** How long after a command's exit its output is still read: a background child may hold the pipes for ever. */
const lastOutputMs = 200;

export interface ChildOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Kills the command and its process group. */
  readonly signal: AbortSignal;
  /** Called one at a time: reading waits until it is done, so a flood slows the command down instead of filling memory. */
  onOutput?(stream: 'stdout' | 'stderr', chunk: Buffer): Promise<void> | void;
  /** Standard output goes into this open file instead. */
  readonly stdoutFd?: number;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs one command without a shell. Resolves with its exit, not with the end of its pipes.
 * Throws StepFailure when it cannot be started, and the signal's reason when it was aborted.
 */
export async function runChild(options: ChildOptions): Promise<ChildExit> {
  options.signal.throwIfAborted();
  const [program = '', ...args] = options.argv;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', options.stdoutFd ?? 'pipe', 'pipe'],
    // A group of its own, so that a timeout ends what the command started as well.
    detached: true,
  });
  const kill = (): void => killGroup(child);
  options.signal.addEventListener('abort', kill, { once: true });
  try {
    const readers = Promise.all([read(child, 'stdout', options), read(child, 'stderr', options)]);
    readers.catch(() => undefined);
    const exit = await exitOf(child, program);
    const late = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, lastOutputMs);
    await readers.finally(() => clearTimeout(late));
    options.signal.throwIfAborted();
    return exit;
  } finally {
    options.signal.removeEventListener('abort', kill);
  }
}

function exitOf(child: ChildProcess, program: string): Promise<ChildExit> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'it is not here' : (error.code ?? error.message);
      reject(new StepFailure(`${program} could not be started: ${why}`, { retryable: false, cause: error }));
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

async function read(child: ChildProcess, name: 'stdout' | 'stderr', options: ChildOptions): Promise<void> {
  const stream = child[name];
  if (!stream) return;
  try {
    for await (const chunk of stream) await options.onOutput?.(name, chunk as Buffer);
  } catch (error) {
    // Destroyed by us once the command had exited.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
