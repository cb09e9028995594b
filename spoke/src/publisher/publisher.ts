import { limits } from '@wheelhouse/protocol';
import type { Logger } from '@wheelhouse/server';
import { publishEvents, type EventPublishDeps } from './publish-events.ts';
import { publishReceipts, type OutboxItem } from './publish-receipts.ts';

export interface Publisher {
  /** Looks at the outbox soon; cheap to call often. */
  wake(): void;
  /** How long ago a round over the outbox was last finished. */
  readonly idleForMs: number;
  close(): Promise<void>;
}

type Deps = EventPublishDeps & { readonly logger: Logger };

const rowsPerRound = 100;
/** Finds what no notification told. */
const sweepMs = 2_000;
const retryMs = 1_000;

/**
 * Turns outbox rows of the kinds `receipt` and `events` into signed messages. One round at a time; a row that fails stays
 * and is tried again, without holding up the others.
 */
export async function startPublisher(deps: Deps): Promise<Publisher> {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let movedAt = performance.now();
  const onRound = (): void => {
    movedAt = performance.now();
  };

  const schedule = (delayMs: number): void => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(run, delayMs);
  };
  const run = (): void => {
    if (running !== null) {
      again = true;
      return;
    }
    running = drain(deps, onRound)
      .then(
        () => schedule(again ? 0 : sweepMs),
        (error: unknown) => {
          deps.logger.warn({ event: 'publish_failed', err: error }, 'the outbox could not be drained');
          schedule(retryMs);
        },
      )
      .finally(() => {
        running = null;
        again = false;
      });
  };
  const listener = await deps.db.listen('wh_outbox', (payload) => {
    if (payload === 'receipt') run();
    // Events come in bursts: one batch for 50 ms of them instead of one each.
    else if (running === null) schedule(limits.eventBatchIntervalMs);
    else again = true;
  });
  run();
  return {
    wake: run,
    get idleForMs() {
      return performance.now() - movedAt;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await listener.close();
      await running;
    },
  };
}

async function drain(deps: Deps, onRound: () => void): Promise<void> {
  for (;;) {
    const items = await deps.db.withInstance('outbox', (tx) =>
      tx.outbox.findMany({
        where: { kind: { in: ['receipt', 'events'] }, availableAt: { lte: new Date(deps.now()) } },
        orderBy: { id: 'asc' },
        take: rowsPerRound,
        select: { id: true, workspaceId: true, refId: true, kind: true },
      }),
    );
    for (const batch of batchesOf(newestOf(items))) await publishBatch(deps, batch);
    onRound();
    if (items.length < rowsPerRound) return;
  }
}

type Item = OutboxItem & { readonly kind: string };

/** One row for each run's events is enough: it stands for the older ones. */
function newestOf(items: readonly Item[]): readonly Item[] {
  const newest = new Map(items.filter((item) => item.kind === 'events').map((item) => [item.refId, item.id]));
  return items.filter((item) => item.kind !== 'events' || newest.get(item.refId) === item.id);
}

/** Receipts of one workspace that follow each other are signed in one transaction; the order stays. */
function batchesOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (const item of items) {
    const last = batches.at(-1);
    const [first] = last ?? [];
    const fits = first?.kind === 'receipt' && item.kind === 'receipt' && first.workspaceId === item.workspaceId;
    if (fits) last?.push(item);
    else batches.push([item]);
  }
  return batches;
}

async function publishBatch(deps: Deps, batch: readonly Item[]): Promise<void> {
  if (batch.length > 1) {
    try {
      return await publishReceipts(deps, batch);
    } catch {
      // One that fails must not hold up the others: each for itself.
    }
  }
  for (const item of batch) await publishItem(deps, item);
}

async function publishItem(deps: Deps, item: Item): Promise<void> {
  try {
    if (item.kind === 'receipt') return await publishReceipts(deps, [item]);
    let more = true;
    while (more) more = await publishEvents(deps, item);
  } catch (error) {
    deps.logger.warn({ event: 'publish_failed', kind: item.kind, err: error }, 'an outbox row could not be published');
    await deps.db.withInstance('outbox', (tx) =>
      tx.outbox.updateMany({
        where: { id: item.id },
        data: { attempts: { increment: 1 }, availableAt: new Date(deps.now() + retryMs), lastError: 'publish failed' },
      }),
    );
  }
}
