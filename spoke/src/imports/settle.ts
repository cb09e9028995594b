import { WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import { removePerson } from './people.ts';

export interface ImportRef {
  readonly importId: string;
  readonly workspaceId: WorkspaceId;
}

interface SettleDeps {
  readonly db: SpokeDb;
  readonly now: () => number;
}

interface SweepDeps extends SettleDeps {
  readonly logger: Pick<Logger, 'warn'>;
}

/** A row of the instance's to-do list says that an import is under way, or has to be taken back. */
const kind = 'import';
/** Nobody else takes an import up while its process renews this. */
const heldForMs = 60_000;
/** So that one look stays short. */
const maxPerSweep = 100;

/** Puts an import onto the to-do list, held by this process, in the transaction that begins it. */
export async function listImport(tx: SpokeTx, { importId, workspaceId }: ImportRef, now: number): Promise<void> {
  const availableAt = new Date(now + heldForMs);
  await tx.outbox.create({ data: { workspaceId, kind, refId: importId, availableAt } });
}

/** Stores how far it is and holds its place. */
export async function holdImport(
  { db, now }: SettleDeps,
  { importId, workspaceId }: ImportRef,
  progress: number,
): Promise<void> {
  await db.withSystemTenant(workspaceId, async (tx) => {
    await tx.import.updateMany({ where: { workspaceId, id: importId, state: 'running' }, data: { progress } });
    const availableAt = new Date(now() + heldForMs);
    await tx.outbox.updateMany({ where: { workspaceId, kind, refId: importId }, data: { availableAt } });
  });
}

/**
 * Ends an import in the transaction of its rows, and takes it off the list.
 * @throws WheelhouseError CONFLICT where another process has given it up meanwhile: then nothing of it stays
 */
export async function settleImport(
  tx: SpokeTx,
  { importId, workspaceId }: ImportRef,
  end: { readonly state: 'done'; readonly progress: number; readonly now: number },
): Promise<void> {
  const { state, progress, now } = end;
  const { count } = await tx.import.updateMany({
    where: { workspaceId, id: importId, state: 'running' },
    data: { state, progress, endedAt: new Date(now) },
  });
  if (count === 0) throw new WheelhouseError('CONFLICT', 'the import was given up meanwhile');
  await tx.outbox.deleteMany({ where: { workspaceId, kind, refId: importId } });
}

/** Removes the accounts that an import made and nobody uses, and takes it off the list. Safe to run again. */
export async function takeBackPeople({ db }: SettleDeps, { importId, workspaceId }: ImportRef): Promise<void> {
  const where = { workspaceId, importId, kind: 'user' };
  const rows = await db.withSystemTenant(workspaceId, (tx) =>
    tx.importRow.findMany({ where, select: { rowId: true } }),
  );
  for (const { rowId } of rows) await removePerson(db, rowId, workspaceId);
  await db.withSystemTenant(workspaceId, async (tx) => {
    await tx.importRow.deleteMany({ where });
    await tx.outbox.deleteMany({ where: { workspaceId, kind, refId: importId } });
  });
}

/**
 * Takes back what a process that is gone has left half done. One that cannot be taken back now waits for its turn again,
 * behind the others. @returns how many were taken back
 */
export async function sweepImports(deps: SweepDeps): Promise<number> {
  const { db, now, logger } = deps;
  const due = await db.withInstance('sweep', (tx) =>
    tx.outbox.findMany({
      where: { kind, availableAt: { lte: new Date(now()) } },
      orderBy: { availableAt: 'asc' },
      take: maxPerSweep,
    }),
  );
  let count = 0;
  for (const { id, refId: importId, workspaceId } of due) {
    try {
      await giveUp(deps, { importId, workspaceId: workspaceId as WorkspaceId });
      count += 1;
    } catch (err) {
      logger.warn({ event: 'import', importId, workspaceId, err }, 'a failed import is taken back later');
      const data = { availableAt: new Date(now() + heldForMs), attempts: { increment: 1 } };
      await db.withInstance('sweep', (tx) => tx.outbox.updateMany({ where: { id }, data }));
    }
  }
  return count;
}

async function giveUp(deps: SettleDeps, ref: ImportRef): Promise<void> {
  const { importId, workspaceId } = ref;
  const data = {
    state: 'failed',
    error: 'the server stopped before it was done; nothing of it stays',
    endedAt: new Date(deps.now()),
  };
  await deps.db.withSystemTenant(workspaceId, (tx) =>
    tx.import.updateMany({ where: { workspaceId, id: importId, state: 'running' }, data }),
  );
  await takeBackPeople(deps, ref);
}
