import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSpec, Supervised, SupervisorLogger } from '../supervisor/index.ts';

/** Folder of the fake agents that run by argv. */
export const agentFolder = fileURLToPath(new URL('./agents/', import.meta.url)).replace(/\/$/, '');

export const silentLogger: SupervisorLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A sleep time that no other process of this machine has: by it a test finds what it started without asking the code
 * under test.
 */
export function newNap(): string {
  return `97.${String(Math.floor(Math.random() * 1e12)).padStart(12, '0')}`;
}

/** Live processes with that sleep time among their arguments, whoever their parents are. */
export function findNappers(nap: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isNapper = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(nap);
      return isNapper ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Ends what a weak containment could not find. */
export function killNappers(nap: string): void {
  for (const pid of findNappers(nap)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone.
    }
  }
}

/** Polls until it holds; throws, saying what was awaited, after the time. */
export async function waitFor(what: string, holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await delay(5);
  }
}

export interface SupervisedTrial {
  readonly root: string;
  /** A spec with folders and output files of its own; `script` names one of our agents, run by its shell or node. */
  spec(script: string, args: readonly string[], changes?: Partial<ProcessSpec>): Promise<ProcessSpec>;
  remove(): Promise<void>;
}

/** Temporary folders of one test file. */
export async function openSupervisedTrial(): Promise<SupervisedTrial> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-supervisor-')));
  let made = 0;
  return {
    root,
    async spec(script, args, changes = {}) {
      made += 1;
      const number = made;
      const folder = join(root, `${number}`);
      const [workDir, homeDir] = [join(folder, 'work'), join(folder, 'home')];
      await mkdir(workDir, { recursive: true });
      await mkdir(homeDir, { recursive: true });
      const program = script.endsWith('.mjs') ? process.execPath : '/bin/sh';
      return {
        id: `trial-${number}.1`,
        argv: [program, join(agentFolder, script), ...args],
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: homeDir },
        workDir,
        homeDir,
        readOnlyPaths: [agentFolder],
        network: 'none',
        stdoutPath: join(folder, 'stdout'),
        stderrPath: join(folder, 'stderr'),
        maxOutputBytes: 1024 * 1024,
        ...changes,
      };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Resolves when the process printed that text; collects from now on. */
export async function waitForOutput(run: Supervised, text: string): Promise<void> {
  let seen = '';
  run.onOutput((_, chunk) => (seen += chunk.toString('latin1')));
  await waitFor(`output ${JSON.stringify(text)}`, () => seen.includes(text));
}

/** What ended up in the files. */
export async function readOutput(spec: ProcessSpec): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return { stdout: await readFile(spec.stdoutPath, 'latin1'), stderr: await readFile(spec.stderrPath, 'latin1') };
}

/** What anybody could read of a process and those that started it: environments and command lines, up to our own. */
export function readLineage(pid: number): string {
  const texts: string[] = [];
  for (let next = pid; next > 1 && next !== process.pid;) {
    texts.push(readFileSync(`/proc/${next}/cmdline`, 'latin1'), readFileSync(`/proc/${next}/environ`, 'latin1'));
    next = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${next}/status`, 'latin1'))?.[1] ?? 0);
  }
  return texts.join('\n');
}
