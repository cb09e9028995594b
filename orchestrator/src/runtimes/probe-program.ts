import { spawn } from 'node:child_process';
import type { ProbeResult } from './adapter.ts';
import { cleanText } from './event-data.ts';
import { findInstalled, isOnPath } from './installed-program.ts';
import { describeExit } from './outcome.ts';
import { startTimer } from './timer.ts';

const versionTimeoutMs = 5000;
const keptMs = 60_000;
const maxVersionChars = 4096;

export interface ProgramProbeOptions {
  /** Folders that programs are looked up in, as PATH writes them. */
  readonly searchPath: string;
  /** What to do where the program is not installed. */
  readonly remedy: (program: string) => string;
  /** A clock in milliseconds; answers are kept for 60 s of it. */
  readonly now?: () => number;
}

/**
 * Looks for programs and asks them for their version. A program outside of the search path is looked at, not run: a
 * probe runs outside of the sandbox, and such a path may be one that an agent can write.
 */
export class ProgramProbe {
  readonly #options: ProgramProbeOptions;
  readonly #kept = new Map<string, { readonly until: number; readonly result: Promise<ProbeResult> }>();

  constructor(options: ProgramProbeOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  probe(program: string): Promise<ProbeResult> {
    const now = this.#options.now?.() ?? performance.now();
    for (const [name, { until }] of this.#kept) if (until <= now) this.#kept.delete(name);
    const kept = this.#kept.get(program);
    if (kept) return kept.result;
    const result = this.#look(program);
    this.#kept.set(program, { until: now + keptMs, result });
    return result;
  }

  async #look(program: string): Promise<ProbeResult> {
    const { searchPath, remedy } = this.#options;
    const found = findInstalled(program, searchPath);
    if (!found) return { available: false, detail: `${program} is not installed here; ${remedy(program)}` };
    if (!isOnPath(program, searchPath)) {
      return { available: true, detail: `found at ${found.path}; its version is asked of programs on the PATH only` };
    }
    const asked = await askVersion(found.path, searchPath);
    if ('version' in asked) return { available: true, version: asked.version, detail: `found at ${found.path}` };
    return { available: false, detail: `${found.path} ${asked.trouble}; ${remedy(program)}` };
  }
}

/** Its environment is empty but for the PATH, by which scripts find their interpreter. */
async function askVersion(
  path: string,
  searchPath: string,
): Promise<{ readonly version: string } | { readonly trouble: string }> {
  // A group of its own: some programs are scripts around another one, which must not outlive them.
  const child = spawn(path, ['--version'], {
    env: { PATH: searchPath },
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (text.length < maxVersionChars) text += chunk.toString('utf8');
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`does not run (${cleanText(error.message, 200)})`));
    child.once('close', (code, signal) => resolve(code === 0 ? null : `ended with ${describeExit({ code, signal })}`));
  });
  const timeout = startTimer(versionTimeoutMs);
  const late = timeout.elapsed.then(() => `did not tell its version within ${versionTimeoutMs} ms`);
  const trouble = await Promise.race([ended, late]);
  timeout.clear();
  if (child.pid !== undefined) killGroup(child.pid);
  if (trouble !== null) return { trouble };
  return { version: versionOf(text.split('\n').find((line) => line.trim() !== '') ?? '') };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** The number in `claude 2.1.0 (…)` or `codex-cli 0.1.0`; the whole line where there is none. Pure. */
export function versionOf(line: string): string {
  return /\d+(?:\.\d+)+[\w.+-]*/.exec(line)?.[0] ?? cleanText(line.trim(), 100);
}
