import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { constants } from 'node:os';
import { agentEnv, readBridgeConfig } from './config.ts';
import type { BridgeConfig } from './config.ts';

// Runs inside the sandbox before every agent: nothing but node's own modules, so that it starts quickly.

/** Not SIGUSR1, which belongs to node's debugger. */
const forwarded = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR2'] as const;

/** Exit codes as shells use them; 125 is the bridge's own trouble. */
const exitCodes: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126 };

function join(tcp: Socket, socketPath: string): void {
  const unix = connect({ path: socketPath, allowHalfOpen: true });
  // A cut must be seen as one on the other side: revoking the run ends the agent's streams at once.
  tcp.on('close', () => unix.destroy()).on('error', () => unix.destroy());
  unix.on('close', () => tcp.destroy()).on('error', () => tcp.resetAndDestroy());
  tcp.pipe(unix).pipe(tcp);
}

function listen({ socketPath, port }: BridgeConfig): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (tcp) => join(tcp, socketPath));
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** In a process group of its own: a signal for the bridge's group reaches the agent once, through the bridge. */
function start({ argv: [program, ...args], env }: BridgeConfig, port: number): ChildProcess {
  const child = spawn(program, args, { env: agentEnv(env, port), stdio: 'inherit', detached: true });
  for (const signal of forwarded) process.on(signal, () => signalGroup(child, signal));
  return child;
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has just ended, which its exit tells.
  }
}

function fail(message: string, code: number): never {
  process.stderr.write(`wheelhouse bridge: ${message}\n`);
  process.exit(code);
}

function endAs(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) process.exit(code ?? 125);
  for (const name of forwarded) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  // The first process of a namespace, and one that ignores the signal, lives on.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
}

const config = readBridgeConfig();
const port = await listen(config).catch((error: NodeJS.ErrnoException) =>
  fail(`cannot listen on 127.0.0.1:${config.port} (${error.code ?? error.message})`, 125),
);
const child = start(config, port);
child.once('error', (error: NodeJS.ErrnoException) =>
  fail(`cannot start ${config.argv[0]} (${error.code ?? error.message})`, exitCodes[error.code ?? ''] ?? 125),
);
child.once('exit', endAs);
