import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WheelhouseError } from '@wheelhouse/protocol';

/** What a server process reports over its channel once it serves. */
export interface ReadyMessage {
  readonly ready: true;
  readonly url: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly exited: Promise<number | null>;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
}

const startTimeoutMs = 60_000;
const stopGraceMs = 8_000;

function entryFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../bin.${extension}`, import.meta.url));
}

/**
 * Starts `wheelhouse <args>` as a process of its own and waits until it serves. It ends when this process does, because its
 * channel closes then.
 * @throws WheelhouseError UNAVAILABLE where it ends or stays silent, naming its log file
 */
export async function startServerProcess(options: {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
}): Promise<ServerProcess> {
  const child = fork(entryFile(), [...options.args], {
    env: options.env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exited.then(() => log.end());
  const ready = await untilReady(child, exited, options);
  const end = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  };
  return {
    name: options.name,
    pid: child.pid ?? -1,
    url: ready.url,
    facts: ready.facts ?? {},
    exited,
    stop: (graceMs = stopGraceMs) => end('SIGTERM', graceMs),
    kill: () => end('SIGKILL', 0),
  };
}

async function untilReady(
  child: ChildProcess,
  exited: Promise<number | null>,
  options: { readonly name: string; readonly logFile: string },
): Promise<ReadyMessage> {
  let timer: NodeJS.Timeout | undefined;
  const message = new Promise<ReadyMessage>((resolve) => {
    child.on('message', (value) => {
      if (typeof value === 'object' && value !== null && 'ready' in value) resolve(value as ReadyMessage);
    });
  });
  const failed = (why: string): never => {
    throw new WheelhouseError('UNAVAILABLE', `${options.name} ${why}; see ${options.logFile}`);
  };
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new WheelhouseError('UNAVAILABLE', `${options.name} did not start in time; see ${options.logFile}`));
    }, startTimeoutMs);
  });
  try {
    return await Promise.race([message, late, exited.then((code) => failed(`ended with exit code ${code ?? 'none'}`))]);
  } finally {
    clearTimeout(timer);
  }
}
