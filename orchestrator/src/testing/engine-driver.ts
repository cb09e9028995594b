import { openSpokeDb } from '@wheelhouse/prisma/spoke';
import type { InstanceId } from '@wheelhouse/protocol';
import type { EngineConfig } from '../engine/config.ts';
import { startOrchestrator } from '../engine/orchestrator.ts';
import { openQueueStore, type ConnectOptions, type QueueTimings } from '../queues/index.ts';
import { quietLogger } from './queues/quiet-logger.ts';

/** What an engine process is asked, as JSON in its first argument. */
export interface EngineOrder {
  readonly databaseUrl: string;
  readonly instanceId: InstanceId;
  readonly dataDir: string;
  readonly connect: ConnectOptions;
  readonly timings?: Partial<QueueTimings>;
  readonly config: EngineConfig;
  /** What happens when the engine passes this point for the first time. */
  readonly failpoint?: { readonly name: string; readonly action: 'kill' | 'block'; readonly blockMs?: number };
}

/** The only message an engine process sends: it takes work now. */
export interface EngineReport {
  readonly orchestratorId: string;
}

let hits = 0;

async function hit(order: EngineOrder, name: string): Promise<void> {
  if (order.failpoint?.name !== name || hits > 0) return;
  hits += 1;
  if (order.failpoint.action === 'kill') process.kill(process.pid, 'SIGKILL');
  // Nothing runs in this process meanwhile: no timer, no renewal of a lock.
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.failpoint.blockMs ?? 0);
  await Promise.resolve();
}

const order = JSON.parse(process.argv[2] ?? '') as EngineOrder;
const db = await openSpokeDb({ databaseUrl: order.databaseUrl });
const { connect, timings } = order;
const orchestrator = await startOrchestrator({
  db,
  instanceId: order.instanceId,
  dataDir: order.dataDir,
  config: order.config,
  logger: quietLogger,
  openQueue: () => openQueueStore(connect, { logger: quietLogger, ...(timings === undefined ? {} : { timings }) }),
  failpoint: (name) => hit(order, name),
});
process.send?.({ orchestratorId: orchestrator.id } satisfies EngineReport);
// A second signal changes nothing: the first one's end is on its way.
let isEnding = false;
process.on('SIGTERM', () => {
  if (isEnding) return;
  isEnding = true;
  void orchestrator
    .close()
    .then(() => db.close())
    .then(() => process.exit(0));
});
// The parent is gone: so are we.
process.once('disconnect', () => process.exit(1));
