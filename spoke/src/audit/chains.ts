import type { InstanceId, OrganizationId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { auditRowOf, type AuditChainRef, type StoredAuditRow } from '@wheelhouse/server';
import type { AuditFilter } from './filter.ts';
import { whereOf } from './filter.ts';

/** Stands for the instance's own log where a database does not know which instance it belongs to. */
export const instanceLogId = '00000000-0000-0000-0000-000000000000';

export const workspaceChain = (workspaceId: WorkspaceId): AuditChainRef => ({ kind: 'workspace', chain: workspaceId });
export const organizationChain = (id: OrganizationId): AuditChainRef => ({ kind: 'organization', chain: id });
export const instanceChain = (self: InstanceId): AuditChainRef => ({ kind: 'instance', chain: self });

/** One transaction that sees the log of a chain, as the system's own principal. */
export function enterChain<T>(db: SpokeDb, ref: AuditChainRef, fn: (tx: SpokeTx) => Promise<T>): Promise<T> {
  switch (ref.kind) {
    case 'workspace':
      return db.withSystemTenant(ref.chain as WorkspaceId, fn);
    case 'organization':
      return db.withSystemOrganization(ref.chain as OrganizationId, fn);
    case 'instance':
    case 'hub':
      return db.withInstance('audit', fn);
  }
}

export interface RowsWish {
  readonly filter: AuditFilter | null;
  /** Only these. */
  readonly ids?: readonly bigint[];
  /** Only older ones. */
  readonly before?: bigint | undefined;
  readonly take?: number;
}

/** Rows of a log with every column, newest first. */
export async function findAuditRows(tx: SpokeTx, ref: AuditChainRef, wish: RowsWish): Promise<StoredAuditRow[]> {
  const { ids, before, take } = wish;
  const id = { ...(ids === undefined ? {} : { in: [...ids] }), ...(before === undefined ? {} : { lt: before }) };
  const where = { ...whereOf(wish.filter), id };
  const page = { orderBy: { id: 'desc' }, ...(take === undefined ? {} : { take }) } as const;
  const rows = await findStored(tx, ref, where, page);
  return rows.map((row) => auditRowOf(ref.kind, row));
}

type Where = ReturnType<typeof whereOf> & { readonly id: { in?: bigint[]; lt?: bigint } };
type PageOptions = { readonly orderBy: { readonly id: 'desc' }; readonly take?: number };

function findStored(
  tx: SpokeTx,
  { kind, chain }: AuditChainRef,
  where: Where,
  page: PageOptions,
): Promise<Readonly<Record<string, unknown>>[]> {
  switch (kind) {
    case 'workspace':
      return tx.auditLog.findMany({ where: { workspaceId: chain, ...where }, ...page });
    case 'organization':
      return tx.organizationAuditLog.findMany({ where: { organizationId: chain, ...where }, ...page });
    case 'instance':
    case 'hub':
      return tx.instanceAuditLog.findMany({ where, ...page });
  }
}
