import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// A look at the machine's processes of the tests' own: what the supervisor says of a kill is judged by it, so it shares
// no code with the supervisor.

export interface SeenProcess {
  readonly pid: number;
  readonly ppid: number;
  /** Clock ticks since boot: tells two of the same pid apart. */
  readonly startTicks: string;
  /** As the kernel writes it: `T` is stopped. */
  readonly state: string;
  readonly pidNamespace: string;
  readonly argv: readonly string[];
  /** Its environment as of its last exec, joined by NUL. */
  readonly environ: string;
}

/** Everything a run had at one moment, by which its leftovers are known later. */
export interface RunTrace {
  readonly marks: readonly string[];
  readonly processes: readonly SeenProcess[];
  /** Namespaces that are not ours. */
  readonly namespaces: readonly string[];
}

/** What is left of a process that is just ending is empty, and it still counts. */
function readFile(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function readNamespace(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return ownNamespace();
  }
}

function readSeen(pid: string): SeenProcess | null {
  const stat = readFile(pid, 'stat');
  const [state = 'X', ppid, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie runs nothing and waits only for its parent.
  if (stat === '' || state === 'Z' || state === 'X') return null;
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    startTicks: rest[17] ?? '',
    state,
    pidNamespace: readNamespace(pid),
    argv: readFile(pid, 'cmdline').split('\0').slice(0, -1),
    environ: readFile(pid, 'environ'),
  };
}

function listSeen(): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((name) => readSeen(name) ?? []);
}

const isMarked = ({ argv, environ }: SeenProcess, marks: readonly string[]): boolean =>
  marks.some((mark) => environ.includes(mark) || argv.some((word) => word.includes(mark)));

const ownNamespace = (): string => readlinkSync('/proc/self/ns/pid');

/**
 * The processes that have one of the marks (a run's id, a sleep time) in their environment or arguments, and all that
 * these started or share a pid namespace with.
 */
export function traceRun(marks: readonly string[]): RunTrace {
  const all = listSeen();
  const found = new Map(all.filter((one) => isMarked(one, marks)).map((one) => [one.pid, one]));
  const own = ownNamespace();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    const spaces = new Set([...found.values()].map(({ pidNamespace }) => pidNamespace).filter((one) => one !== own));
    for (const one of all) if (found.has(one.ppid) || spaces.has(one.pidNamespace)) found.set(one.pid, one);
  }
  const processes = [...found.values()];
  const namespaces = [...new Set(processes.map(({ pidNamespace }) => pidNamespace))].filter((one) => one !== own);
  return { marks, processes, namespaces };
}

/** What is alive of a traced run: the very processes, members of their namespaces, and whoever has its marks. */
export function survivorsOf({ marks, processes, namespaces }: RunTrace): readonly SeenProcess[] {
  const known = new Set(processes.map(({ pid, startTicks }) => `${pid} ${startTicks}`));
  return listSeen().filter(
    (one) => known.has(`${one.pid} ${one.startTicks}`) || namespaces.includes(one.pidNamespace) || isMarked(one, marks),
  );
}
