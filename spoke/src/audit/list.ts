import { WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { AuditChainRef, StoredAuditRow } from '@wheelhouse/server';
import { pageOf, type Page } from '../routes/page.ts';
import { findAuditRows } from './chains.ts';

/**
 * A page of a log, newest first. `tx` sees that log.
 * @throws WheelhouseError INVALID for a cursor that no page gave out
 */
export async function listAudit(
  tx: SpokeTx,
  ref: AuditChainRef,
  query: spokeApi.AuditQuery,
): Promise<Page<spokeApi.AuditView>> {
  const { cursor, limit, ...filter } = query;
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
    throw new WheelhouseError('INVALID', 'not a cursor of this list');
  const before = cursor === undefined ? undefined : BigInt(cursor);
  return pageOf(await findAuditRows(tx, ref, { filter, before, take: limit + 1 }), query, viewOf);
}

/** The view is the row without whose log it is in; the answer's schema leaves that out. */
function viewOf(row: StoredAuditRow): spokeApi.AuditView {
  return row as unknown as spokeApi.AuditView;
}

/** Signed heads of a chain, newest first. */
export async function listCheckpoints(
  tx: SpokeTx,
  { chain }: AuditChainRef,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<spokeApi.AuditCheckpointView>> {
  const { cursor, limit } = query;
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
    throw new WheelhouseError('INVALID', 'not a cursor of this list');
  const rows = await tx.auditCheckpoint.findMany({
    where: { chain, ...(cursor === undefined ? {} : { seq: { lt: BigInt(cursor) } }) },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  });
  return pageOf(
    rows.map((row) => ({ ...row, id: row.seq })),
    query,
    ({ seq, createdAt, envelope }) => ({ seq: Number(seq), at: createdAt.getTime(), envelope }),
  );
}
