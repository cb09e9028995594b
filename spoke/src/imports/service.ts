import {
  canonicalJson,
  encodeUtf8,
  newId,
  sha256Hex,
  spokeApi,
  WheelhouseError,
  type JsonValue,
} from '@wheelhouse/protocol';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { countCreates, findProblems, parseRows, type ImportFacts, type ParsedRows } from './check-import.ts';
import { readImportFacts } from './facts.ts';
import type { ImportDeps, ImportWork } from './run-import.ts';
import { listImport } from './settle.ts';
import { importView } from './view.ts';

/** An import that was booked, and the work that is still to do. */
export interface BookedImport {
  readonly started: spokeApi.ImportStarted;
  /** Null for a dry run. */
  readonly work: ImportWork | null;
}

/**
 * Checks an export against what is here and books the import; a dry run only tells.
 * @throws WheelhouseError INVALID with the report in its details where anything stands against it
 */
export async function bookImport(
  deps: ImportDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.StartImport,
): Promise<BookedImport> {
  const parsed = parseRows(wish.rows, wish);
  const facts = await readImportFacts(deps, caller, parsed.rows);
  const report = reportOf(parsed, facts);
  if (wish.dryRun) return { started: { report, import: null }, work: null };
  if (!report.ok) throw new WheelhouseError('INVALID', 'the export cannot be imported', { details: { report } });
  const { workspaceId, principalId } = caller;
  const ref = { importId: newId(deps.now()), workspaceId };
  const view = await deps.db.withTenant(contextOf(caller), async (tx) => {
    const row = await tx.import.create({
      data: {
        workspaceId,
        id: ref.importId,
        sha256: sha256Hex(encodeUtf8(canonicalJson(parsed.rows.map(({ row: one }) => one) as unknown as JsonValue))),
        total: parsed.rows.length,
        counts: report.creates,
        createdBy: principalId,
        createdAt: new Date(deps.now()),
      },
    });
    await listImport(tx, ref, deps.now());
    const detail = { rows: parsed.rows.length, sha256: row.sha256 };
    await addAudit(tx, caller, { action: 'imports.start', resourceKind: 'import', resourceId: row.id, detail });
    return importView(row);
  });
  return { started: { report, import: view }, work: { ref, caller, rows: parsed.rows, facts } };
}

function reportOf({ rows, problems, skipped }: ParsedRows, facts: ImportFacts): spokeApi.ImportReport {
  // Of rows that were not understood, references to them say nothing.
  const all = problems.length > 0 ? problems : findProblems(rows, facts);
  const users = rows.flatMap(({ row }) => (row.kind === 'user' ? [row.email] : []));
  return {
    ok: all.length === 0,
    problems: all.slice(0, spokeApi.importLimits.maxProblems),
    problemCount: all.length,
    creates: countCreates(rows, facts),
    matches: users.filter((email) => facts.accounts.has(email)).length,
    skipped,
  };
}

/** Newest first. */
export async function listImports(
  { db }: Pick<ImportDeps, 'db'>,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.ImportView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.import.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, importView);
}

/** @throws WheelhouseError NOT_FOUND */
export async function getImport(
  { db }: Pick<ImportDeps, 'db'>,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.ImportView> {
  const { workspaceId } = caller;
  const where = { workspaceId_id: { workspaceId, id } };
  const row = await db.withTenant(contextOf(caller), (tx) => tx.import.findUnique({ where }));
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return importView(row);
}
