import { mkdtemp, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSupervisor } from '@wheelhouse/orchestrator';
// How long from `start` to the agent's first output, and from `destroy` to nobody left, by each mode of containment.
// Usage: kill.ts [rounds]. Prints one line of JSON a mode.

type Options = Parameters<typeof openSupervisor>[0];
type Supervisor = Awaited<ReturnType<typeof openSupervisor>>;
type ProcessSpec = Parameters<Supervisor['start']>[0];
type Supervised = Awaited<ReturnType<Supervisor['start']>>;

interface Mode {
  readonly name: string;
  readonly containment: Options['containment'];
  readonly tools: NonNullable<Options['tools']>;
}

const modes: readonly Mode[] = [
  { name: 'bwrap', containment: 'namespace', tools: ['bwrap'] },
  { name: 'unshare', containment: 'namespace', tools: ['unshare'] },
  { name: 'cgroup', containment: 'cgroup', tools: [] },
  { name: 'tree', containment: 'tree', tools: [] },
];

/** Six children in the ways that escape a plain kill; `ready` when all are on their way. */
const nastyScript = `
sleep 60 </dev/null >/dev/null 2>&1 &
nohup sleep 60 </dev/null >/dev/null 2>&1 &
setsid sleep 60 </dev/null >/dev/null 2>&1 &
(setsid sleep 60 </dev/null >/dev/null 2>&1 &)
(sleep 60 </dev/null >/dev/null 2>&1 &)
sh -c 'trap "" TERM; sleep 60; sleep 60' </dev/null >/dev/null 2>&1 &
trap '' TERM
echo ready
wait`;

function percentiles(samples: readonly number[]): { readonly p50: number; readonly p99: number; readonly max: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function firstOutput(run: Supervised): Promise<void> {
  return new Promise((resolve) => run.onOutput(() => resolve()));
}

async function measure(supervisor: Supervisor, spec: ProcessSpec, rounds: number): Promise<Record<string, unknown>> {
  const [starts, kills] = [[] as number[], [] as number[]];
  let survivors = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const run = await supervisor.start({ ...spec, id: `bench-${round}.1` });
    await firstOutput(run);
    starts.push(performance.now() - startedAt);
    const killedAt = performance.now();
    survivors += (await run.destroy()).survivors;
    kills.push(performance.now() - killedAt);
    await run.exited;
  }
  return { rounds, firstOutputMs: percentiles(starts), destroyMs: percentiles(kills), survivors };
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 200);
  const root = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-bench-kill-')));
  const [workDir, homeDir] = [join(root, 'work'), join(root, 'home')];
  await mkdir(workDir);
  await mkdir(homeDir);
  const spec: ProcessSpec = {
    id: 'bench.1',
    argv: ['/bin/sh', '-c', nastyScript],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: homeDir },
    workDir,
    homeDir,
    readOnlyPaths: [],
    network: 'none',
    stdoutPath: join(root, 'stdout'),
    stderrPath: join(root, 'stderr'),
    maxOutputBytes: 1024 * 1024,
  };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  for (const { name, ...mode } of modes) {
    try {
      const killMarker = `bench-kill:${process.pid}:${name}`;
      const supervisor = await openSupervisor({ ...mode, killMarker, allowOpenFilesystem: true, logger });
      console.log(JSON.stringify({ mode: name, ...(await measure(supervisor, spec, rounds)) }));
      await supervisor.close();
    } catch (error) {
      console.log(JSON.stringify({ mode: name, skipped: error instanceof Error ? error.message : 'failed' }));
    }
  }
  await rm(root, { recursive: true, force: true });
}

await main();
