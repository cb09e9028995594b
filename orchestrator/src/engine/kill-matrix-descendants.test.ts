import { WheelhouseError, type KillReport } from '@wheelhouse/protocol';
import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { findTool } from '../sandbox/find-program.ts';
import { busyAgent } from '../testing/acp-agents/index.ts';
import { killModes } from '../testing/kill-matrix/cells.ts';
import { freezerMissing, openFreezer } from '../testing/kill-matrix/freezer.ts';
import type { KillStage } from '../testing/kill-matrix/kill-run.ts';
import { openKillStage } from '../testing/kill-matrix/open-stage.ts';
import { survivorsOf, traceRun } from '../testing/kill-matrix/process-look.ts';
import { killNappers, newNap } from '../testing/supervised-trial.ts';

/** One line of shell each; `$0` is the sleep time by which a process is found, wherever it went. */
const descendants = {
  'a plain child': 'sleep "$0" &',
  'a child in a session of its own': 'setsid sleep "$0" &',
  'a daemon, orphaned by its parents': `(setsid sh -c '(setsid sleep "$0" &)' "$0" &)`,
  'one that ignores TERM': `sh -c 'trap "" TERM HUP INT; sleep "$0"; sleep "$0"' "$0" &`,
  'one that keeps nothing of its environment': 'env -i sleep "$0" &',
  'all of it at once, scrubbed, orphaned and deaf': `(setsid env -i sh -c 'trap "" TERM; (setsid sleep "$0" &)' "$0" &)`,
} as const;

const containments = ['namespace', 'cgroup', 'tree'] as const;
const stages = new Map<string, Awaited<ReturnType<typeof openKillStage>> | string>();
afterAll(async () => {
  for (const stage of stages.values()) if (typeof stage !== 'string') await stage.close();
});

/** Opened once; where this machine cannot prove that mode, why not. */
async function stageOf(containment: (typeof containments)[number]): Promise<KillStage | string> {
  const known = stages.get(containment);
  if (known !== undefined) return known;
  const opened = await openKillStage({ nap: newNap(), config: { containment } }).catch((error: unknown) => {
    if (error instanceof WheelhouseError && error.code === 'CONTAINMENT_REQUIRED') return error.message;
    throw error;
  });
  stages.set(containment, opened);
  return opened;
}

const isNapper = (nap: string) => (argv: readonly string[]) => argv[0] === 'sleep' && argv[1] === nap;

async function untilNapping({ world, nap }: KillStage, runId: string): Promise<ReturnType<typeof traceRun>> {
  await waitFor(() => traceRun([runId, nap]).processes.some(({ argv }) => isNapper(nap)(argv)));
  await world.untilState(runId, 'running');
  return traceRun([runId, nap]);
}

describe.each(containments)('contained by %s', (containment) => {
  describe.each(Object.entries(descendants))('%s', (what, script) => {
    test.for(killModes)('is gone after a kill, %s, by its report and by ours', async (mode, context) => {
      const stage = await stageOf(containment);
      if (typeof stage === 'string') return context.skip(`this machine cannot prove ${containment}: ${stage}`);
      if (containment === 'tree' && what.startsWith('all') && findTool('prlimit') === null)
        return context.skip('without prlimit a tree cannot follow what leaves everything at once');
      const { world, nap } = stage;
      const name = `${what}-${mode}`.replaceAll(/[^a-z]+/gi, '-');
      // Quiet, for the pipes are not what it is held by.
      const argv = ['/bin/sh', '-c', `{ ${script}\n} </dev/null >/dev/null 2>&1\nexec sleep 3600`, nap];
      await createAgent(world.db, world.workspace, { name, argv });
      const { runId } = await world.spawn(name);
      const trace = await untilNapping(stage, runId);
      await world.control(runId, { verb: 'agent.kill', now: mode === 'now' });
      const { state, killReport } = await world.untilEnded(runId);
      const left = survivorsOf(trace).map(({ pid, argv: words }) => `${pid} ${words.join(' ')}`);
      killNappers(nap);
      expect({ state, left }).toEqual({ state: 'killed', left: [] });
      expect(killReport).toMatchObject({ survivors: 0, verifiedBy: containment });
    });
  });

  test('one that not even SIGKILL ends is told of and the kill tried again, until it is gone', async (context) => {
    const missing = freezerMissing();
    if (missing !== null) return context.skip(missing);
    const stage = await stageOf(containment);
    if (typeof stage === 'string') return context.skip(`this machine cannot prove ${containment}: ${stage}`);
    const { world, nap } = stage;
    const { argv, env } = busyAgent('works-and-asks', nap);
    await createAgent(world.db, world.workspace, { name: 'held', runtime: 'acp', config: { argv, env } });
    const { runId } = await world.spawn('held', { prompt: 'go on' });
    await world.untilState(runId, 'waiting');
    const trace = traceRun([runId, nap]);
    const held = trace.processes.find(({ argv: words }) => isNapper(nap)(words));
    const freezer = openFreezer(`wheelhouse-test-${runId}`);
    await freezer.hold(held?.pid ?? 0);
    try {
      await world.control(runId, { verb: 'agent.kill', now: true });
      await waitFor(async () => (await world.run(runId)).code === 'KILL_INCOMPLETE');
      const run = await world.run(runId);
      expect(run).toMatchObject({ state: 'stopping', endedAt: null });
      // In a namespace its first process waits for the others.
      const survivors = containment === 'namespace' ? 2 : 1;
      expect(run.message).toContain(`${survivors} processes survive`);
      expect(run.killReport).toMatchObject({ survivors, verifiedBy: containment });
      const left = survivorsOf(trace).map(({ pid }) => pid);
      expect(left).toHaveLength(survivors);
      expect(left).toContain(held?.pid);
      // Nobody is there to be answered.
      expect(await answer(stage, runId)).toMatchObject({ state: 'failed', code: 'ALREADY_TERMINAL' });
    } finally {
      await freezer.release();
    }
    const ended = await world.untilEnded(runId);
    expect(ended).toMatchObject({ state: 'killed', code: null, killReport: { survivors: 0 } });
    // The second try came after the first had given up, 2 s later.
    expect((ended.killReport as unknown as KillReport).durationMs).toBeGreaterThan(2000);
    expect(survivorsOf(trace)).toEqual([]);
    const said = (await world.events(runId)).filter(({ data }) => data['code'] === 'KILL_INCOMPLETE');
    expect(said).toHaveLength(1);
  });
});

/** Answers what the run asked, though it is being killed. */
async function answer({ world }: KillStage, runId: string) {
  const [asked] = await world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.approval.findMany({ where: { runId } }),
  );
  expect(asked).toMatchObject({ state: 'withdrawn' });
  const command = await world.control(runId, { verb: 'agent.approve', request: asked?.request ?? '', option: 'yes' });
  return world.untilCommandEnded(command);
}
