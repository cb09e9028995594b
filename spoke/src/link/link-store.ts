import { randomUUID } from 'node:crypto';
import type { InstanceId, RunId, RunState, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';

/** Where both directions stand, as `hello` tells it. */
export interface LinkPlace {
  readonly bootCount: number;
  readonly down: { readonly epoch: string; readonly offset: number };
  /** `offset`: the hub has acknowledged everything up to here. */
  readonly up: { readonly epoch: string; readonly offset: number };
  /** No message of this epoch has had this offset, or a greater one. */
  readonly upNext: number;
}

/** What a spoke that never heard of this hub says of the down direction. */
const noEpoch = 'none';

function newEpoch(): string {
  return randomUUID().slice(0, 13);
}

/** Makes the rows where there are none and counts the boot. */
export async function noteBoot(db: SpokeDb, hubId: InstanceId): Promise<void> {
  await db.withInstance('boot', async (tx) => {
    const where = { hubId };
    await tx.linkState.upsert({ where, create: { hubId, bootCount: 1 }, update: { bootCount: { increment: 1 } } });
    await tx.linkUp.upsert({ where, create: { hubId, epoch: newEpoch() }, update: {} });
  });
}

export async function readPlace(db: SpokeDb, hubId: InstanceId): Promise<LinkPlace> {
  return db.withInstance('link', async (tx) => {
    const row = await tx.linkState.findUniqueOrThrow({ where: { hubId } });
    const up = await tx.linkUp.findUniqueOrThrow({ where: { hubId } });
    const oldest = await tx.linkOutbox.findFirst({
      where: { linkOffset: { not: null } },
      orderBy: { linkOffset: 'asc' },
      select: { linkOffset: true },
    });
    const acked = (oldest?.linkOffset ?? up.next) - 1n;
    return {
      bootCount: row.bootCount,
      down: { epoch: row.downEpoch ?? noEpoch, offset: Number(row.downOffset) },
      up: { epoch: up.epoch, offset: Number(acked) },
      upNext: Number(up.next),
    };
  });
}

/** The hub's word about where a new session begins, where that is not where we stood. */
export async function saveDownPlace(
  db: SpokeDb,
  hubId: InstanceId,
  at: { epoch: string; offset: number },
): Promise<void> {
  await db.withInstance('link', (tx) =>
    tx.linkState.update({ where: { hubId }, data: { downEpoch: at.epoch, downOffset: BigInt(at.offset) } }),
  );
}

/**
 * Numbers everything that is owed anew under a new epoch: the hub has stored more than we know to have sent, so our
 * store was set back, and going on would make it drop new messages as old ones.
 */
export async function renewUpEpoch(db: SpokeDb, hubId: InstanceId): Promise<void> {
  await db.withInstance('link', async (tx) => {
    await tx.linkOutbox.updateMany({ where: { linkOffset: { not: null } }, data: { linkOffset: null } });
    await tx.linkUp.update({ where: { hubId }, data: { epoch: newEpoch(), next: 1n } });
  });
}

/** A live link whose hub has nothing newer to tell keeps the policy view fresh. */
export async function touchPolicy(
  db: SpokeDb,
  hubId: InstanceId,
  at: { revision: number; now: number },
): Promise<void> {
  await db.withInstance('link', (tx) =>
    tx.linkState.updateMany({
      where: { hubId, policyRevision: { gte: at.revision }, policyAt: { not: null } },
      data: { policyAt: new Date(at.now) },
    }),
  );
}

/** One message that is owed to the hub, with the offset it keeps until it is acknowledged. */
export interface OwedRow {
  readonly id: bigint;
  readonly workspaceId: string | null;
  readonly kind: string;
  readonly refId: string;
  readonly messageId: string;
  readonly target: string;
  readonly createdAt: Date;
  readonly offset: number;
  /** It got its offset now, so nobody has seen it yet. */
  readonly isFresh: boolean;
}

/** The next owed messages after an offset, in order; new ones get their offsets now, contiguously and for good. */
export async function takeOwed(
  db: SpokeDb,
  hubId: InstanceId,
  wish: { readonly after: number; readonly limit: number },
): Promise<readonly OwedRow[]> {
  return db.withInstance('link', async (tx) => {
    const numbered = await listNumbered(tx, wish);
    if (numbered.length === wish.limit) return numbered;
    await numberNext(tx, hubId, wish.limit - numbered.length);
    const known = new Set(numbered.map(({ id }) => id));
    return (await listNumbered(tx, wish)).map((row) => ({ ...row, isFresh: !known.has(row.id) }));
  });
}

async function listNumbered(tx: SpokeTx, wish: { readonly after: number; readonly limit: number }): Promise<OwedRow[]> {
  const rows = await tx.linkOutbox.findMany({
    where: { linkOffset: { gt: BigInt(wish.after) } },
    orderBy: { linkOffset: 'asc' },
    take: wish.limit,
  });
  return rows.map((row) => ({ ...row, offset: Number(row.linkOffset), isFresh: false }));
}

async function numberNext(tx: SpokeTx, hubId: InstanceId, limit: number): Promise<void> {
  const fresh = await tx.linkOutbox.findMany({
    where: { linkOffset: null },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true },
  });
  if (fresh.length === 0) return;
  const up = await tx.linkUp.update({
    where: { hubId },
    data: { next: { increment: fresh.length } },
    select: { next: true },
  });
  const first = up.next - BigInt(fresh.length);
  const ids = fresh.map((row) => row.id);
  await tx.$executeRaw`
    UPDATE link_outbox o SET link_offset = ${first}::bigint + n.place - 1
    FROM unnest(${ids}::bigint[]) WITH ORDINALITY AS n(id, place) WHERE o.id = n.id`;
}

/** Forgets what the hub has stored. */
export async function forgetAcked(db: SpokeDb, offset: number): Promise<void> {
  await db.withInstance('link', (tx) => tx.linkOutbox.deleteMany({ where: { linkOffset: { lte: BigInt(offset) } } }));
}

export async function countOwed(db: SpokeDb): Promise<number> {
  return db.withInstance('health', (tx) => tx.linkOutbox.count());
}

export const inventoryKind = 'inventory';

/** Owes the hub a list of open runs, once, however often it is asked before it is sent. */
export async function oweInventory(tx: SpokeTx, self: InstanceId, hubId: InstanceId): Promise<void> {
  const waiting = await tx.linkOutbox.count({ where: { kind: inventoryKind, linkOffset: null } });
  if (waiting > 0) return;
  await tx.linkOutbox.create({ data: { kind: inventoryKind, refId: self, messageId: self, target: hubId } });
}

export interface InventoryEntry {
  readonly agt: RunId;
  readonly gen: number;
  readonly state: RunState;
}

const inventoryMaxRuns = 10_000;

/** Every run of this instance that has not ended. */
export async function listOpenRuns(db: SpokeDb, self: InstanceId): Promise<InventoryEntry[]> {
  const open = await db.withInstance('link', (tx) =>
    tx.openRun.findMany({
      where: { instanceId: self },
      take: inventoryMaxRuns,
      select: { workspaceId: true, runId: true },
    }),
  );
  const runsOf = new Map<string, string[]>();
  for (const { workspaceId, runId } of open) runsOf.set(workspaceId, [...(runsOf.get(workspaceId) ?? []), runId]);
  const entries: InventoryEntry[] = [];
  for (const [workspaceId, ids] of runsOf) {
    const rows = await db.withSystemTenant(workspaceId as WorkspaceId, (tx) =>
      tx.run.findMany({ where: { workspaceId, id: { in: ids } }, select: { id: true, gen: true, state: true } }),
    );
    entries.push(...rows.map((row) => ({ agt: row.id as RunId, gen: row.gen, state: row.state as RunState })));
  }
  return entries;
}
