import { spawn } from 'node:child_process';
import type { AgentProcess, PreparedProcess } from '../runtimes/adapter.ts';

/** A bare child process where a test needs no supervisor: no containment, no sandbox. */
export interface LocalProcess extends AgentProcess {
  readonly pid: number;
  terminate(): void;
  /** Kills its process group and waits for its exit. */
  destroy(): Promise<void>;
}

/** Starts the command in `cwd` with exactly the environment of `prepared`. */
export function startLocalProcess(prepared: Pick<PreparedProcess, 'argv' | 'env'>, cwd: string): Promise<LocalProcess> {
  const [program = '', ...args] = prepared.argv;
  const child = spawn(program, args, { cwd, env: prepared.env, stdio: 'pipe', detached: true });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  // Writing to a process that has ended is reported by `write`.
  child.stdin.on('error', () => undefined);
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Already gone.
    }
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () =>
      resolve({
        pid: child.pid ?? 0,
        exited,
        onOutput(listener) {
          child.stdout.on('data', (chunk: Buffer) => listener('stdout', chunk));
          child.stderr.on('data', (chunk: Buffer) => listener('stderr', chunk));
        },
        write: (data) =>
          new Promise((written, failed) => child.stdin.write(data, (error) => (error ? failed(error) : written()))),
        closeInput: () => child.stdin.end(),
        terminate: () => signalGroup('SIGTERM'),
        destroy: async () => {
          signalGroup('SIGKILL');
          await exited;
        },
      }),
    );
  });
}
