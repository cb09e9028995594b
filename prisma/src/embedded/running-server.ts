import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ServerFiles } from './initialise.ts';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** False while it starts, recovers or stops. */
  readonly ready: boolean;
}

/** Finds the server that runs on these files, by its own pid file; a pid that another program took since is no server. */
export async function findRunningServer(files: ServerFiles): Promise<RunningServer | undefined> {
  const pidFile = join(files.cluster, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (!(await isServerOf(pid, files))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Removes the pid file of a dead server whose pid now belongs to another program: PostgreSQL would take that one for a
 * living server and refuse to start.
 */
export async function removeStalePidFile(files: ServerFiles): Promise<void> {
  if ((await findRunningServer(files)) === undefined) {
    await rm(join(files.cluster, 'postmaster.pid'), { force: true });
  }
}

/** Ends a server that is not our child: politely, then as after a crash. Resolves when it is gone. */
export async function endServer(server: RunningServer, files: ServerFiles): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(server.pid, signal);
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      if (!(await isServerOf(server.pid, files))) return;
      await delay(20);
    }
  }
  throw new Error(`the PostgreSQL server ${server.pid} does not end`);
}

async function isServerOf(pid: number, files: ServerFiles): Promise<boolean> {
  const command = await readCommand(pid);
  return command.includes('postgres') && command.includes(files.cluster);
}

/** The command line of a process, '' where there is none. */
async function readCommand(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout;
}
