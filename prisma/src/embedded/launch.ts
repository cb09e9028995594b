import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import type { ServerFiles } from './initialise.ts';
import { findRunningServer, type RunningServer } from './running-server.ts';
import type { ServerUser } from './server-user.ts';

export interface LaunchOptions {
  readonly files: ServerFiles;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly logFile: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface LaunchedServer extends RunningServer {
  /** The server's keeper; exits when the server has. */
  readonly keeper: ChildProcess;
}

/**
 * Starts the server, waits for it, and ends it when standard input closes, which it does when our process ends in any
 * way, SIGKILL included. A shell, because it costs 1 MB where another Node would cost 40.
 */
const keeperScript = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null ) &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

const startTimeoutMs = 60_000;

/**
 * Starts the server on loopback and resolves when it takes connections.
 * @throws Error with the end of the server's log
 */
export async function launch(options: LaunchOptions): Promise<LaunchedServer> {
  const log = await open(options.logFile, 'a', 0o600);
  const keeper = spawn('/bin/sh', ['-c', keeperScript, 'postgres-keeper', ...commandLine(options)], {
    cwd: options.files.dataDir,
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
    stdio: ['pipe', log.fd, log.fd],
    // A Ctrl-C in the terminal is for us; we stop the server after those who use it.
    detached: true,
    ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
  });
  await log.close();
  keeper.stdin?.on('error', () => undefined); // The keeper went first.
  const server = await waitUntilReady(keeper, options);
  return { ...server, keeper };
}

function commandLine({ binaries, files, port, settings }: LaunchOptions): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    password_encryption: 'scram-sha-256',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [join(binaries.binDir, 'postgres'), '-D', files.cluster, ...flags];
}

async function waitUntilReady(keeper: ChildProcess, options: LaunchOptions): Promise<RunningServer> {
  let failure: Error | undefined;
  keeper.once('error', (error) => (failure = error));
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    if (failure !== undefined) throw failure;
    if (keeper.exitCode !== null || keeper.signalCode !== null) break;
    const server = await findRunningServer(options.files);
    if (server?.ready === true && server.port === options.port) return server;
    await delay(10);
  }
  keeper.stdin?.end(); // Ends a server that is still on its way.
  const log = await readFile(options.logFile, 'utf8').catch(() => '');
  throw new Error(`PostgreSQL did not start on port ${options.port}:\n${log.trim().split('\n').slice(-8).join('\n')}`);
}

/** Resolves to `wanted` if nobody listens there, else to a free port. */
export async function findFreePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && (await tryListen(wanted)) !== undefined) return wanted;
  const port = await tryListen(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

async function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const taken = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(taken));
    });
  });
}
