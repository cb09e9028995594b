import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { WorkspaceCaller } from '../issue/caller.ts';

export interface AuditEntry {
  readonly action: string;
  readonly resourceKind: string;
  readonly resourceId: string;
  readonly verdict?: 'accepted' | 'rejected';
  readonly code?: string;
  readonly grantId?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** One row in the workspace's audit log, in the transaction of what it tells about. */
export async function addAudit(tx: SpokeTx, caller: WorkspaceCaller, entry: AuditEntry): Promise<void> {
  await tx.auditLog.create({
    data: {
      workspaceId: caller.workspaceId,
      actorKind: caller.kind,
      actorId: caller.principalId,
      action: entry.action,
      resourceKind: entry.resourceKind,
      resourceId: entry.resourceId,
      verdict: entry.verdict ?? 'accepted',
      code: entry.code ?? null,
      grantId: entry.grantId ?? null,
      requestId: caller.requestId,
      detail: { ...entry.detail },
    },
  });
}
