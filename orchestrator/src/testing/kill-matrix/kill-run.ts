import type { KillReport } from '@wheelhouse/protocol';
import { createAgent, waitFor } from '@wheelhouse/prisma/testing';
import { join } from 'node:path';
import type { Orchestrator } from '../../engine/orchestrator.ts';
import type { EngineWorld, RunFacts } from '../engine-world.ts';
import { ask } from '../../gateway/testing/gateway-world.ts';
import type { KillMode, KillState, KillSubject, Situation } from './cells.ts';
import { survivorsOf, traceRun, type RunTrace } from './process-look.ts';

/** Where runs are killed. */
export interface KillStage {
  readonly world: EngineWorld;
  readonly engine: Orchestrator;
  /** The sleep time of every tool that an agent starts here. */
  readonly nap: string;
}

export interface BegunRun {
  readonly runId: string;
  /** As it was when the state was reached. */
  readonly trace: RunTrace;
  /** Null where it was given none. */
  readonly token: string | null;
}

/** Starts a run of the subject and waits until it is in that state. */
export async function beginRun(
  { world, nap }: KillStage,
  subject: KillSubject,
  { state, situation }: { readonly state: KillState; readonly situation: Situation },
): Promise<BegunRun> {
  const agent = `${subject.name}-${state.replaceAll(/[^a-z]+/g, '-')}`;
  await addAgent(world, agent, subject, situation);
  const { runId } = await world.spawn(agent, situation.spawn);
  const marks = [runId, nap];
  await untilUnderway(world, { runId, marks }, situation.reached);
  if (situation.freezes !== undefined) await freeze(marks, situation.freezes);
  const trace = traceRun(marks);
  return { runId, trace, token: tokenIn(trace) };
}

async function untilUnderway(
  world: EngineWorld,
  { runId, marks }: { readonly runId: string; readonly marks: readonly string[] },
  reached: Situation['reached'],
): Promise<void> {
  let last: unknown;
  await waitFor(async () => {
    const { state, code } = await world.run(runId);
    const run = { state, events: await world.events(runId), trace: traceRun(marks) };
    last = { ...run, code, trace: run.trace.processes.map(({ argv, state: how }) => [how, ...argv].join(' ')) };
    return state !== 'preparing' && state !== 'starting' && reached(run);
  }, 25_000).catch((cause: unknown) => {
    throw new Error(`a run did not get there; last seen: ${JSON.stringify(last)}`, { cause });
  });
}

/** A frozen agent answers nothing, and no signal but SIGKILL ends it. */
async function freeze(marks: readonly string[], matches: (argv: readonly string[]) => boolean): Promise<void> {
  const targets = traceRun(marks).processes.filter(({ argv }) => matches(argv));
  if (targets.length === 0) throw new Error('there is nothing to freeze');
  for (const { pid } of targets) process.kill(pid, 'SIGSTOP');
  await waitFor(() => traceRun(marks).processes.filter(({ state }) => state === 'T').length >= targets.length);
}

async function addAgent(world: EngineWorld, name: string, subject: KillSubject, { config }: Situation): Promise<void> {
  const { db, workspace } = world;
  const where = { workspaceId: workspace.workspaceId, name };
  const known = await db.withSystemTenant(workspace.workspaceId, (tx) => tx.agent.count({ where }));
  if (known > 0) return;
  const { adapter, execution = {} } = subject;
  await createAgent(db, workspace, { name, runtime: adapter.name, config, execution });
}

function tokenIn({ processes }: RunTrace): string | null {
  const found = processes.map(({ environ }) => /wh_model_[A-Za-z0-9_-]{43}/.exec(environ)?.[0]);
  return found.find((token) => token !== undefined) ?? null;
}

/** What the run's door to models answers to its token: an HTTP status, or 0 where there is no door any more. */
export async function worthOf({ world, engine }: KillStage, { runId, token, trace }: BegunRun): Promise<number> {
  const asked = { path: '/anthropic/v1/models', method: 'GET', ...(token === null ? {} : { token }) };
  const socketPath = join(world.dataDir, 'models', `${runId}.sock`);
  // Where the machine cannot keep an agent off the network, the gateway's own port stands in its environment.
  const place = engine.report.network === 'isolated' ? { socketPath } : {};
  const texts = trace.processes.map(({ environ, argv }) => `${environ}\n${argv.join('\n')}`).join('\n');
  const baseUrl = /http:\/\/127\.0\.0\.1:\d+/.exec(texts)?.[0] ?? 'http://127.0.0.1:9';
  try {
    return (await ask(baseUrl, { ...asked, ...place })).status;
  } catch {
    return 0;
  }
}

export interface KilledRun {
  readonly run: RunFacts;
  readonly report: KillReport;
  /** From the commit of the kill to when its end was seen. */
  readonly tookMs: number;
  readonly command: { readonly state: string; readonly result: unknown };
  readonly survivors: readonly string[];
  /** What the token was worth while something of the run still lived; null where it was not asked. */
  readonly worthMeanwhile: number | null;
}

/** Kills the run, and looks for itself what is left of it. */
export async function killRun(
  stage: KillStage,
  begun: BegunRun,
  { mode, asksMeanwhile }: { readonly mode: KillMode; readonly asksMeanwhile: boolean },
): Promise<KilledRun> {
  const { world } = stage;
  const { runId, trace } = begun;
  const commandId = await world.control(runId, { verb: 'agent.kill', now: mode === 'now' });
  const committedAt = performance.now();
  const worthMeanwhile = asksMeanwhile ? await worthWhileAlive(stage, begun) : null;
  const run = await world.untilEnded(runId);
  const tookMs = performance.now() - committedAt;
  const survivors = survivorsOf(trace).map(({ pid, argv }) => `${pid} ${argv.join(' ')}`);
  const report = run.killReport as unknown as KillReport;
  return { run, report, tookMs, command: await world.untilCommandEnded(commandId), survivors, worthMeanwhile };
}

/** The first answer of the door after the kill was heard; null where nothing of the run was alive any more by then. */
async function worthWhileAlive({ world, ...stage }: KillStage, begun: BegunRun): Promise<number | null> {
  await world.untilState(begun.runId, 'stopping');
  const worth = await worthOf({ world, ...stage }, begun);
  return survivorsOf(begun.trace).length > 0 ? worth : null;
}
