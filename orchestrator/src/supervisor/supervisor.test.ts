import { readFileSync, readdirSync, statSync } from 'node:fs';
import { WheelhouseError } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findNappers,
  killNappers,
  newNap,
  openSupervisedTrial,
  readOutput,
  silentLogger,
  waitFor,
  waitForOutput,
} from '../testing/supervised-trial.ts';
import type { SupervisedTrial } from '../testing/supervised-trial.ts';
import { findTool } from '../sandbox/find-program.ts';
import { openSupervisor } from './index.ts';
import { listChildren } from './process-table.ts';
import type { Supervisor, SupervisorOptions } from './index.ts';

interface Mode {
  readonly name: string;
  readonly options: Pick<SupervisorOptions, 'containment' | 'tools'>;
}

const modes: readonly Mode[] = [
  { name: 'bwrap', options: { containment: 'namespace', tools: ['bwrap'] } },
  { name: 'unshare', options: { containment: 'namespace', tools: ['unshare'] } },
  { name: 'cgroup', options: { containment: 'cgroup' } },
  { name: 'tree', options: { containment: 'tree' } },
];

async function openMode({ name, options }: Mode): Promise<Supervisor | null> {
  try {
    return await openSupervisor({
      ...options,
      allowOpenFilesystem: true,
      logger: silentLogger,
      killMarker: `supervisor-test:${process.pid}:${name}`,
    });
  } catch (error) {
    if (!(error instanceof WheelhouseError) || error.code !== 'CONTAINMENT_REQUIRED') throw error;
    process.stderr.write(`skipped: containment by ${name}: ${error.message}\n`);
    return null;
  }
}

function listChildStates(pid: number): string[] {
  return listChildren(pid).map((row) => row.state);
}

const supervisors = await Promise.all(modes.map(openMode));

const best = supervisors.find((supervisor) => supervisor !== null);
test('PRC-08: one line of 100 MB passes through bounded memory', async () => {
  if (!best) throw new Error('no containment works here');
  const trial = await openSupervisedTrial();
  const bytes = 100 * 1024 * 1024;
  const spec = await trial.spec('flood.mjs', ['line', String(bytes)], { maxOutputBytes: 2 * bytes });
  const run = await best.start(spec);
  let delivered = 0;
  run.onOutput((stream, chunk) => (delivered += stream === 'stdout' ? chunk.length : 0));
  expect(await run.exited).toMatchObject({ code: 0 });
  expect(delivered).toBe(bytes);
  expect(statSync(spec.stdoutPath).size).toBe(bytes);
  expect((await readOutput(spec)).stderr).toBe('all written\n');
  const peakKib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${best.pid}/status`, 'utf8'))?.[1];
  expect(Number(peakKib)).toBeLessThan(256 * 1024);
  await trial.remove();
});

for (const [index, mode] of modes.entries()) {
  const supervisor = supervisors[index];
  describe.skipIf(!supervisor)(`contained by ${mode.name}`, () => {
    if (!supervisor) return;
    let trial: SupervisedTrial;
    beforeAll(async () => {
      trial = await openSupervisedTrial();
    });
    afterAll(async () => {
      await supervisor.close();
      await trial.remove();
    });
    // Without the fingerprint that prlimit gives, a tree cannot follow a process that leaves its session, its parent and
    // its environment at once.
    const scrubbed = mode.name === 'tree' && findTool('prlimit') === null ? 'plain' : 'scrubbed';
    const escapees = scrubbed === 'scrubbed' ? 9 : 7;

    test('PRC-01: a kill leaves none of its children, whatever way they took', async () => {
      const nap = newNap();
      const run = await supervisor.start(await trial.spec('escapees.sh', [nap, 'wait', scrubbed]));
      await waitForOutput(run, 'ready');
      await waitFor('all escapees', () => findNappers(nap).length >= escapees);
      const begunAt = performance.now();
      const verification = await run.destroy();
      expect(performance.now() - begunAt).toBeLessThan(2000);
      expect(verification).toMatchObject({ survivors: 0, verifiedBy: supervisor.report.containment });
      expect(findNappers(nap)).toEqual([]);
      expect(await run.exited).toMatchObject({ code: null, signal: 'SIGKILL', verification: { survivors: 0 } });
      expect(await run.destroy()).toMatchObject({ survivors: 0 });
    });

    test('PRC-01: children that outlive an agent that ends by itself are gone when its exit is reported', async () => {
      const nap = newNap();
      const run = await supervisor.start(await trial.spec('escapees.sh', [nap, 'exit', 'plain']));
      expect(await run.exited).toMatchObject({ code: 0, signal: null, verification: { survivors: 0 } });
      expect(findNappers(nap)).toEqual([]);
    });

    test('PRC-02: an agent that forks without end during the kill leaves nobody, and only then is that said', async () => {
      const nap = newNap();
      const run = await supervisor.start(await trial.spec('fork-race.sh', [nap, '3000']));
      await waitForOutput(run, 'ready');
      await waitFor('a race', () => findNappers(nap).length > 20);
      const { survivors } = await run.destroy();
      const left = findNappers(nap);
      killNappers(nap);
      expect(left).toEqual([]);
      expect(survivors).toBe(0);
    });

    test('PRC-03: an agent that ignores SIGTERM hears it and lives on until it is destroyed', async () => {
      const nap = newNap();
      const run = await supervisor.start(await trial.spec('ignores-term.sh', [nap]));
      await waitForOutput(run, 'ready');
      const asked = waitForOutput(run, 'asked');
      run.terminate();
      await asked;
      expect(supervisor.list().map(({ id }) => id)).toContain(run.id);
      expect(await run.destroy()).toMatchObject({ survivors: 0 });
      expect(findNappers(nap)).toEqual([]);
    });

    test('SIGTERM ends an agent that does not care, and its exit says so', async () => {
      const run = await supervisor.start(await trial.spec('', [], { argv: ['sleep', '60'] }));
      run.terminate();
      expect(await run.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
      expect(supervisor.list()).toEqual([]);
    });

    test('PRC-08: an endless flood is cut at the cap, marked, read on to its end and cheap to keep', async () => {
      const bytes = 8 * 1024 * 1024;
      for (const kind of ['lines', 'line', 'binary', 'ansi']) {
        const spec = await trial.spec('flood.mjs', [kind, String(bytes)], { maxOutputBytes: 100_000 });
        const run = await supervisor.start(spec);
        let delivered = 0;
        let truncations = 0;
        run.onOutput((_, chunk) => (delivered += chunk.length));
        run.onTruncated(() => (truncations += 1));
        expect(await run.exited).toMatchObject({ code: 0 });
        expect([delivered, truncations]).toEqual([100_000, 1]);
        const { stdout } = await readOutput(spec);
        expect(stdout).toContain('[wheelhouse: output over 100000 bytes is not kept]');
        expect(stdout.length).toBeLessThan(100_200);
      }
    });

    test('PRC-09: a run ends with its agent, not with the child that holds its pipes', async () => {
      const nap = newNap();
      const spec = await trial.spec('pipe-holder.sh', [nap]);
      const run = await supervisor.start(spec);
      expect(await run.exited).toMatchObject({ code: 5, signal: null, verification: { survivors: 0 } });
      expect((await readOutput(spec)).stdout).toBe('done\n');
      expect(findNappers(nap)).toEqual([]);
    });

    test('PRC-15: arguments arrive byte for byte, and never reach a shell', async () => {
      const hostile = [
        'two words',
        `"it's"`,
        '; touch pwned',
        '$(touch pwned)',
        '`id`',
        'a\nb',
        '-rf',
        '--',
        '',
        '*',
        'ü€',
      ];
      const spec = await trial.spec('show.mjs', hostile);
      const run = await supervisor.start(spec);
      expect(await run.exited).toMatchObject({ code: 0 });
      const shown = JSON.parse(Buffer.from((await readOutput(spec)).stdout, 'latin1').toString('utf8')) as {
        argv: string[];
      };
      expect(shown.argv).toEqual(hostile);
      expect(() => statSync(`${spec.workDir}/pwned`)).toThrow('ENOENT');
    });

    test('PRC-15: a NUL byte, an unknown or relative program and a missing folder are refused', async () => {
      const refusals = [
        [{ argv: ['sh', 'a\0b'] }, 'INVALID'],
        [{ env: { A: 'b\0c' } }, 'INVALID'],
        [{ argv: [] }, 'INVALID'],
        [{ id: '../up' }, 'INVALID'],
        [{ argv: ['no-such-program'] }, 'START_FAILED'],
        [{ argv: ['./sh'] }, 'START_FAILED'],
        [{ workDir: '/no/such/folder' }, 'START_FAILED'],
      ] as const;
      for (const [changes, code] of refusals) {
        await expect(supervisor.start(await trial.spec('show.mjs', [], changes))).rejects.toMatchObject({ code });
      }
      expect(supervisor.list()).toEqual([]);
    });

    test('what is written reaches the agent in order, and its end closes the input', async () => {
      const spec = await trial.spec('', [], { argv: ['cat'], maxOutputBytes: 4_000_000 });
      const run = await supervisor.start(spec);
      const line = `${'x'.repeat(99_999)}\n`;
      for (let count = 0; count < 20; count += 1) await run.write(line);
      run.closeInput();
      expect(await run.exited).toMatchObject({ code: 0 });
      expect((await readOutput(spec)).stdout).toBe(line.repeat(20));
      await expect(run.write('late')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });

    test('a hundred short agents leave no process, no pipe and no entry behind', async () => {
      const spec = await trial.spec('', [], { argv: ['true'] });
      // The files of /proc/<pid>/fd; the first batch also opens what node keeps.
      const countFiles = (): number => readdirSync(`/proc/${supervisor.pid}/fd`).length;
      await (
        await supervisor.start({ ...spec, id: 'first.1' })
      ).exited;
      const before = countFiles();
      for (let batch = 0; batch < 10; batch += 1) {
        const ids = Array.from({ length: 10 }, (_, index) => `short-${batch}-${index}.1`);
        const runs = await Promise.all(ids.map((id) => supervisor.start({ ...spec, id })));
        const exits = await Promise.all(runs.map((run) => run.exited));
        expect(exits.every(({ code, verification }) => code === 0 && verification.survivors === 0)).toBe(true);
      }
      expect(supervisor.list()).toEqual([]);
      // A leak would be one a run; node itself may open one or two more when ten end at once.
      await waitFor('its files to be closed', () => countFiles() <= before + 2);
      expect(listChildStates(supervisor.pid)).not.toContain('Z');
    });
  });
}
