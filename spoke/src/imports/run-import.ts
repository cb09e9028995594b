import { newId, WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { ofKind, type ImportFacts, type Placed } from './check-import.ts';
import { createPerson, type NewPerson } from './people.ts';
import { holdImport, settleImport, takeBackPeople, type ImportRef } from './settle.ts';
import { note, storeRows } from './store-rows.ts';

export interface ImportDeps {
  readonly db: SpokeDb;
  /** This instance's id. */
  readonly self: string;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => number;
}

export interface ImportWork {
  readonly ref: ImportRef;
  readonly caller: WorkspaceCaller;
  readonly rows: readonly Placed[];
  readonly facts: ImportFacts;
}

/** Everything is one transaction, whose rows are few enough for it. */
const storeTimeoutMs = 10 * 60_000;
/** How often those who watch are told, and the import's place is held. */
const progressEveryMs = 500;

/**
 * Carries an import out, to its end or to nothing: the accounts that it needs first, each by itself, then all the rest
 * in one transaction. Never rejects: how it ended stands in its row.
 */
export async function runImport(deps: ImportDeps, work: ImportWork): Promise<void> {
  const { ref } = work;
  let progress = 0;
  const timer = setInterval(() => {
    holdImport(deps, ref, progress).catch((err: unknown) => {
      deps.logger.warn({ event: 'import', importId: ref.importId, err }, 'progress of an import was not stored');
    });
  }, progressEveryMs);
  try {
    const userIds = await createPeople(deps, work);
    await deps.db.withTenant(
      contextOf(work.caller),
      async (tx) => {
        const onProgress = (count: number): void => void (progress += count);
        await storeRows(tx, { ...ref, rows: work.rows, userIds, self: deps.self, now: deps.now(), onProgress });
        await settleImport(tx, ref, { state: 'done', progress, now: deps.now() });
        // Not part of the request that began it, which has its row.
        const { trail: _trail, ...actor } = { ...work.caller, requestId: null };
        const entry = { action: 'imports.done', resourceKind: 'import', resourceId: ref.importId };
        await addAudit(tx, actor, { ...entry, detail: { rows: progress } });
      },
      { timeoutMs: storeTimeoutMs },
    );
  } catch (error) {
    deps.logger.warn({ event: 'import', importId: ref.importId, err: error }, 'an import failed and is taken back');
    await fail(deps, ref, error);
  } finally {
    clearInterval(timer);
  }
}

/** Where this fails too, the place is held no longer, and the next sweep does it. */
async function fail(deps: ImportDeps, ref: ImportRef, error: unknown): Promise<void> {
  try {
    await deps.db.withSystemTenant(ref.workspaceId, (tx) =>
      tx.import.updateMany({
        where: { workspaceId: ref.workspaceId, id: ref.importId, state: 'running' },
        data: { state: 'failed', error: sayWhy(error), endedAt: new Date(deps.now()) },
      }),
    );
    await takeBackPeople(deps, ref);
  } catch (err) {
    deps.logger.warn({ event: 'import', importId: ref.importId, err }, 'a failed import is taken back later');
  }
}

function sayWhy(error: unknown): string {
  if (isUniqueViolation(error)) return 'CONFLICT: somebody made one of its names or addresses meanwhile';
  return error instanceof WheelhouseError ? `${error.code}: ${error.message}` : 'INTERNAL: see the log';
}

/** Makes the accounts that are not here yet. @returns of each user of the export, their id here */
async function createPeople(deps: ImportDeps, work: ImportWork): Promise<ReadonlyMap<string, string>> {
  const { ref, caller, facts } = work;
  const people = ofKind(work.rows, 'user').map(({ row }) => ({
    old: row.id,
    row,
    known: facts.accounts.get(row.email),
  }));
  const made = people.flatMap(({ old, row, known }): (NewPerson & { readonly old: string })[] =>
    known === undefined ? [{ old, id: newId(deps.now()), email: row.email, name: row.name }] : [],
  );
  // Booked before they are made: whatever happens then, it is known whom to take back.
  await deps.db.withTenant(contextOf(caller), (tx) =>
    note(
      tx,
      ref,
      'user',
      made.map(({ id }) => id),
    ),
  );
  for (const person of made) await createPerson(deps.db, person, ref.workspaceId);
  const known = people.flatMap(({ old, known: id }) => (id === undefined ? [] : [[old, id] as const]));
  return new Map([...known, ...made.map(({ old, id }) => [old, id] as const)]);
}
