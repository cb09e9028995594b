import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openQueueStore, type QueueStore } from '../../queues/index.ts';
import { Ledger } from './ledger.ts';
import { percentile } from './percentile.ts';
import { quietLogger } from './quiet-logger.ts';
import { fastTimings, type SuiteStore } from './suite-store.ts';
import { WorkerProcess, type WorkerPlan } from './worker-process.ts';

export interface FairnessFigures {
  readonly queues: number;
  /** From the call of add to the handler; holds the time that storing takes, on PostgreSQL one commit to disk. */
  readonly quietP50Ms: number;
  readonly quietP99Ms: number;
  /** From the call of add until it was stored, of the same jobs. */
  readonly storedP50Ms: number;
  readonly storedP99Ms: number;
  /** From stored to the handler: what the backlog of the noisy queue can delay; 0 where the claim was quicker than the reply. */
  readonly claimedP50Ms: number;
  readonly claimedP99Ms: number;
  /** Noisy jobs that still waited when the last quiet job was claimed: the backlog was there all the time. */
  readonly noisyLeft: number;
  readonly noisyPerSecond: number;
}

/** `workspaces` queues exist; one has `noisyJobs` of `noisyJobMs` each waiting while 99 others get a job now and then. */
export async function proveFairness(
  store: SuiteStore,
  plan: { workspaces: number; noisyJobs: number; noisyJobMs?: number },
): Promise<FairnessFigures> {
  const queues = await openQueueStore(store.connect, { logger: quietLogger });
  const ids = Array.from({ length: plan.workspaces }, () => randomUUID());
  const quiet = ids.slice(0, 99);
  const noisy = ids[99] ?? '';
  await addMany(queues, ids);
  await addMany(
    queues,
    Array.from({ length: plan.noisyJobs }, () => noisy),
  );
  const addedAt = new Map<string, number>();
  const claimedAt = new Map<string, number>();
  const storedAt = new Map<string, number>();
  const done = { noisy: 0, other: 0 };
  const pool = queues.openClaimPool({
    lane: 'run',
    slots: 8,
    handle: async ({ commandId, workspaceId }) => {
      if (addedAt.has(commandId)) claimedAt.set(commandId, performance.now());
      else if (workspaceId !== noisy) done.other += 1;
      else {
        done.noisy += 1;
        if (plan.noisyJobMs !== undefined) await delay(plan.noisyJobMs);
      }
    },
  });
  const startedAt = performance.now();
  pool.start();
  // First the one job that every workspace has; then only the noisy one has work.
  await until(() => done.other === plan.workspaces - 1, 60_000);
  for (let round = 0; round < 2; round++) {
    for (const workspaceId of quiet) {
      const commandId = randomUUID();
      addedAt.set(commandId, performance.now());
      const adding = queues
        .add({ commandId, workspaceId, lane: 'run' })
        .then(() => storedAt.set(commandId, performance.now()));
      await Promise.all([adding, delay(5)]);
    }
  }
  await until(() => claimedAt.size === 2 * quiet.length, 30_000);
  const noisyLeft = plan.noisyJobs + 1 - done.noisy;
  await until(() => done.noisy === plan.noisyJobs + 1, 120_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  await queues.close();
  const quietMs = between(addedAt, claimedAt);
  const storedMs = between(addedAt, storedAt);
  const claimedMs = between(storedAt, claimedAt);
  return {
    queues: plan.workspaces,
    quietP50Ms: percentile(quietMs, 50),
    quietP99Ms: percentile(quietMs, 99),
    storedP50Ms: percentile(storedMs, 50),
    storedP99Ms: percentile(storedMs, 99),
    claimedP50Ms: percentile(claimedMs, 50),
    claimedP99Ms: percentile(claimedMs, 99),
    noisyLeft,
    noisyPerSecond: plan.noisyJobs / seconds,
  };
}

export interface DurabilityFigures {
  readonly jobs: number;
  readonly kills: number;
  readonly lost: number;
  readonly effectsTwice: number;
  /** Claims beyond one per job: what the ledger had to fence. */
  readonly ranAgain: number;
  readonly seconds: number;
}

export interface DurabilityPlan {
  readonly workspaces: number;
  readonly jobs: number;
  /** This often a worker process is killed, and then the store. */
  readonly kills: number;
  readonly ledger: { readonly databaseUrl: string; readonly databaseOwnerUrl: string };
}

/** Two worker processes, a stubborn producer, and SIGKILL for a worker and for the store in turn. */
export async function proveDurability(store: SuiteStore, plan: DurabilityPlan): Promise<DurabilityFigures> {
  await store.setDurable(true);
  await Ledger.create(plan.ledger.databaseOwnerUrl);
  const ledger = new Ledger(plan.ledger.databaseUrl);
  const ids = Array.from({ length: plan.workspaces }, () => randomUUID());
  const commands = Array.from({ length: plan.jobs }, (_, index) => ({
    commandId: randomUUID(),
    workspaceId: ids[index % ids.length] ?? '',
  }));
  await ledger.open(commands);
  const workerPlan: WorkerPlan = {
    connect: store.connect,
    ledgerUrl: plan.ledger.databaseUrl,
    slots: 8,
    timings: fastTimings,
    workMs: 5,
  };
  const startedAt = performance.now();
  const workers = [await WorkerProcess.open(workerPlan), await WorkerProcess.open(workerPlan)];
  const queues = await openQueueStore(store.connect, { logger: quietLogger });
  const adding = addStubbornly(queues, commands);
  let claims = 0;
  for (let round = 0; round < plan.kills; round++) {
    await delay(400);
    claims += await replace(workers, round % 2, workerPlan);
    await delay(400);
    await store.stop('SIGKILL');
    await store.start();
  }
  await adding;
  await untilDone(ledger, 120_000);
  const verdict = await ledger.verdict();
  for (const worker of workers) claims += await end(worker);
  await queues.close();
  await ledger.close();
  await store.setDurable(false);
  return {
    jobs: plan.jobs,
    kills: plan.kills,
    lost: verdict.open,
    effectsTwice: verdict.twice,
    ranAgain: claims - plan.jobs,
    seconds: (performance.now() - startedAt) / 1_000,
  };
}

export interface IdleFigures {
  readonly workspaces: number;
  readonly connections: number;
  readonly rssMiB: number;
  /** Of the process before it opened anything. */
  readonly rssBeforeMiB: number;
  readonly cpuPercent: number;
}

/** A process of its own that served every workspace once, and has nothing to do. */
export async function measureIdle(
  store: SuiteStore,
  plan: { workspaces: number; seconds: number },
): Promise<IdleFigures> {
  const args = [JSON.stringify(store.connect), String(plan.workspaces), String(plan.seconds)];
  const child = fork(new URL('./idle-main.ts', import.meta.url), args, {
    execArgv: ['--import', 'tsx', '--conditions=@wheelhouse/source'],
  });
  const exited = once(child, 'exit').then(() => Promise.reject(new Error('the idle process ended')));
  const [figures] = (await Promise.race([once(child, 'message'), exited])) as [
    Omit<IdleFigures, 'connections' | 'workspaces'>,
  ];
  const connections = await store.connections();
  exited.catch(() => undefined);
  child.kill('SIGKILL');
  return { workspaces: plan.workspaces, connections, ...figures };
}

function between(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): number[] {
  return [...from].map(([id, at]) => Math.max(0, (to.get(id) ?? Number.POSITIVE_INFINITY) - at));
}

async function replace(workers: WorkerProcess[], index: number, plan: WorkerPlan): Promise<number> {
  const worker = workers[index];
  const claims = worker === undefined ? 0 : await end(worker);
  workers[index] = await WorkerProcess.open(plan);
  return claims;
}

/** Kills a worker and counts its claims; what it claimed in its last moment may be missing. */
async function end(worker: WorkerProcess): Promise<number> {
  await worker.kill();
  return worker.reports.filter(({ type }) => type === 'claimed').length;
}

async function addMany(queues: QueueStore, workspaceIds: readonly string[]): Promise<void> {
  for (let index = 0; index < workspaceIds.length; index += 50) {
    const some = workspaceIds.slice(index, index + 50);
    await Promise.all(some.map((workspaceId) => queues.add({ commandId: randomUUID(), workspaceId, lane: 'run' })));
  }
}

async function addStubbornly(
  queues: QueueStore,
  commands: readonly { commandId: string; workspaceId: string }[],
): Promise<void> {
  for (const command of commands) {
    while (!(await isAdded(queues, command))) await delay(50);
  }
}

async function isAdded(queues: QueueStore, command: { commandId: string; workspaceId: string }): Promise<boolean> {
  return queues.add({ ...command, lane: 'run' }).then(
    () => true,
    () => false,
  );
}

async function untilDone(ledger: Ledger, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const verdict = await ledger.verdict().catch(() => undefined);
    if (verdict?.open === 0) return;
    await delay(100);
  }
}

async function until(isTrue: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('the proof does not get on');
    await delay(5);
  }
}
