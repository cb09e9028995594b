// From a stop's commit to the commit of `killed`, through the whole engine, for each mode of containment; then how long a
// graceful kill takes of an agent that does as it is asked, and of those that do not. Prints one JSON line per figure.
// Usage: kill-latency.ts [--rounds=200] [--graceful=50] [--deaf=10]
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newId } from '@wheelhouse/protocol';
import { busyAgent, seedControl, seedSpawn } from '@wheelhouse/orchestrator/testing';
import { watchCommits, type CommitWatch } from './commit-watch.ts';
import { openOrchestratorStage, percentiles, type OrchestratorStage } from './orchestrator-stage.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    graceful: { type: 'string', default: '50' },
    deaf: { type: 'string', default: '10' },
  },
});
const containments = ['namespace', 'cgroup', 'tree'] as const;
const warmUp = 5;
const nap = '97.31';

interface Measure {
  readonly figure: string;
  readonly agent: string;
  readonly now: boolean;
  readonly rounds: number;
}

const measures: readonly Measure[] = [
  { figure: 'now', agent: 'hiding', now: true, rounds: Number(options.rounds) },
  { figure: 'graceful, it does as it is asked', agent: 'streams', now: false, rounds: Number(options.graceful) },
  { figure: 'graceful, no interrupt, TERM ends it', agent: 'hiding', now: false, rounds: Number(options.graceful) },
  { figure: 'graceful, no interrupt, deaf to TERM', agent: 'deaf', now: false, rounds: Number(options.deaf) },
  { figure: 'graceful, it hears nothing', agent: 'blocked', now: false, rounds: Number(options.deaf) },
];

/** Two children that a plain kill would leave. */
const hiding = 'setsid sleep 600 & (setsid sleep 600 &) ; echo up; exec sleep 600';

async function addBusyAgents({ db, workspaceId }: OrchestratorStage): Promise<void> {
  const data = (['streams', 'blocked'] as const).map((name) => {
    const { argv, env } = busyAgent(name, nap);
    return { workspaceId, id: newId(Date.now()), name, runtime: 'acp', config: { argv: [...argv], env: { ...env } } };
  });
  await db.withSystemTenant(workspaceId, (tx) => tx.agent.createMany({ data }));
}

/** Until the agent is at it: its first words are stored. */
async function untilSpeaking({ db, workspaceId }: OrchestratorStage, runId: string): Promise<void> {
  const where = { workspaceId, runId, type: { in: ['log', 'message.delta'] } };
  while ((await db.withSystemTenant(workspaceId, (tx) => tx.runEvent.count({ where }))) === 0) await delay(3);
}

async function killOnce(stage: OrchestratorStage, commits: CommitWatch, { agent, now }: Measure): Promise<number> {
  const { runId } = await seedSpawn(stage.db, stage, { agent, prompt: 'go on' });
  await untilSpeaking(stage, runId);
  await seedControl(stage.db, stage, runId, { verb: 'agent.kill', now });
  const { workspaceId } = stage;
  const find = () =>
    stage.db.withSystemTenant(workspaceId, (tx) => tx.run.findFirst({ where: { workspaceId, id: runId } }));
  let run = await find();
  for (; run === null || run.endedAt === null; run = await find()) await delay(3);
  const { survivors } = (run.killReport ?? {}) as { survivors?: number };
  if (run.state !== 'killed' || survivors !== 0)
    throw new Error(`a run ended ${run.state} with ${survivors} survivors`);
  return commits.betweenStopAndEnd(runId);
}

async function measure(stage: OrchestratorStage, containment: string, commits: CommitWatch): Promise<void> {
  for (const one of measures) {
    const loadBefore = loadavg()[0];
    const samples: number[] = [];
    for (let round = -warmUp; round < one.rounds; round += 1) {
      const ms = await killOnce(stage, commits, one);
      if (round >= 0) samples.push(ms);
    }
    const load = [loadBefore, loadavg()[0]].map((value) => Math.round((value ?? 0) * 10) / 10);
    const { figure } = one;
    console.log(
      JSON.stringify({
        bench: 'kill-latency',
        containment,
        figure,
        count: samples.length,
        ms: percentiles(samples),
        load,
      }),
    );
  }
}

for (const containment of containments) {
  const stage = await openOrchestratorStage({
    hiding: ['/bin/sh', '-c', hiding],
    deaf: ['/bin/sh', '-c', 'trap "" TERM; echo up; while :; do sleep 1; done'],
  });
  try {
    await addBusyAgents(stage);
    const orchestrator = await stage.start({ concurrency: 4, containment });
    const commits = await watchCommits(stage.adminUrl, orchestrator.id);
    try {
      await measure(stage, orchestrator.report.tool === 'none' ? containment : orchestrator.report.tool, commits);
    } finally {
      await commits.close();
    }
  } catch (error) {
    console.log(
      JSON.stringify({
        bench: 'kill-latency',
        containment,
        skipped: error instanceof Error ? error.message : 'failed',
      }),
    );
  } finally {
    await stage.close();
  }
}
