import { setTimeout as delay } from 'node:timers/promises';
import { openQueueStore, type QueueJob } from '../../queues/index.ts';
import { Ledger } from './ledger.ts';
import { quietLogger } from './quiet-logger.ts';
import type { WorkerPlan, WorkerReport } from './worker-process.ts';

const plan = JSON.parse(process.argv[2] ?? '{}') as WorkerPlan;
const ledger = new Ledger(plan.ledgerUrl);
const store = await openQueueStore(plan.connect, {
  logger: quietLogger,
  ...(plan.timings === undefined ? {} : { timings: plan.timings }),
});
let blockMs = plan.blockFirstMs ?? 0;

const pool = store.openClaimPool({ lane: 'run', slots: plan.slots, handle });
pool.start();
report({ type: 'ready' });
// The parent is gone: so are we.
process.on('disconnect', () => process.exit(0));

async function handle(job: QueueJob, signal: AbortSignal): Promise<void> {
  report({ type: 'claimed', commandId: job.commandId, attempt: job.attempt });
  if (blockMs > 0) {
    // Lets the report leave, then nothing runs in this process: no timer, no renewal.
    await delay(50);
    const ms = blockMs;
    blockMs = 0;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
  if (plan.workMs !== undefined) await delay(plan.workMs);
  const won = await ledger.runEffect(job.commandId);
  report({ type: 'ended', commandId: job.commandId, won, aborted: signal.aborted });
}

function report(message: WorkerReport): void {
  if (process.connected) process.send?.(message);
}
