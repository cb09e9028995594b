import {
  limits,
  newId,
  signEnvelope,
  type EventType,
  type InstanceId,
  type RunEvent,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { OutboxItem, PublishDeps } from './publish-receipts.ts';

export interface EventPublishDeps extends PublishDeps {
  /** Who mirrors the runs of local issuers; null where there is no hub. */
  joinedHub(): InstanceId | null;
}

/** How much of the list fits one batch: 64 events, 64 KiB of JSON; never none. */
export function batchSize(events: readonly RunEvent[]): number {
  let bytes = 0;
  for (const [index, event] of events.entries()) {
    if (index === limits.eventsPerBatch) return index;
    bytes += Buffer.byteLength(JSON.stringify(event)) + 1;
    // Room for the signed fields around the events.
    if (bytes > limits.eventBatchMaxBytes - 2_048) return Math.max(index, 1);
  }
  return events.length;
}

/**
 * Signs the next batch of one run's events and queues it for the run's issuer (the hub for local ones).
 * @returns true while there may be more; the outbox row goes with the last batch
 */
export async function publishEvents(deps: EventPublishDeps, item: OutboxItem): Promise<boolean> {
  const workspaceId = item.workspaceId as WorkspaceId;
  return deps.db.withSystemTenant(workspaceId, async (tx) => {
    const taken = await tx.$queryRaw<{ id: bigint }[]>`SELECT id FROM outbox WHERE id = ${item.id} FOR UPDATE`;
    if (taken.length === 0) return false;
    const more = await publishBatch(deps, tx, { workspaceId, runId: item.refId });
    // The older rows of this run are answered with it.
    if (!more) {
      await tx.outbox.deleteMany({ where: { workspaceId, refId: item.refId, kind: 'events', id: { lte: item.id } } });
    }
    return more;
  });
}

/** Another instance knows the runs that it asked for, not those that they started. */
function targetOf(
  deps: EventPublishDeps,
  { issuer, parentId }: { readonly issuer: string; readonly parentId: string | null },
): string | null {
  if (issuer === deps.signer.self) return deps.joinedHub();
  return parentId === null ? issuer : null;
}

async function publishBatch(
  deps: EventPublishDeps,
  tx: SpokeTx,
  { workspaceId, runId }: { workspaceId: WorkspaceId; runId: string },
): Promise<boolean> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const run = await tx.run.findUnique({
    where,
    select: { issuer: true, instanceId: true, parentId: true, publishedSeq: true, gen: true },
  });
  const target = run === null ? null : targetOf(deps, run);
  if (run === null || target === null || run.instanceId !== deps.signer.self) return false;
  const rows = await tx.runEvent.findMany({
    where: { workspaceId, runId, seq: { gt: run.publishedSeq } },
    orderBy: { seq: 'asc' },
    take: limits.eventsPerBatch,
  });
  const events = rows.map((row): RunEvent => ({
    seq: row.seq,
    at: row.at.getTime(),
    type: row.type as EventType,
    data: row.data as RunEvent['data'],
  }));
  const batch = events.slice(0, batchSize(events));
  const first = batch[0];
  const last = batch.at(-1);
  if (first === undefined || last === undefined) return false;
  const now = deps.now();
  const id = newId(now);
  const gap = first.seq === run.publishedSeq + 1 ? {} : { gap: { from: run.publishedSeq + 1, to: first.seq - 1 } };
  const envelope = signEnvelope(
    'events',
    {
      v: 1,
      id,
      iss: deps.signer.self,
      aud: target,
      hub: deps.signer.hubId(),
      iat: now,
      exp: now + limits.commandMaxLifetimeMs,
      ws: workspaceId,
      agt: runId,
      gen: run.gen,
      body: { first: first.seq, ...gap, events: batch },
    },
    deps.signer.command,
  );
  await tx.eventBatch.create({
    data: { workspaceId, id, runId, gen: run.gen, first: first.seq, last: last.seq, envelope },
  });
  await tx.linkOutbox.create({ data: { workspaceId, kind: 'events', refId: runId, messageId: id, target } });
  await tx.run.update({ where, data: { publishedSeq: last.seq } });
  await tx.$executeRaw`SELECT pg_notify('wh_link', '')`;
  return batch.length < events.length || rows.length === limits.eventsPerBatch;
}
