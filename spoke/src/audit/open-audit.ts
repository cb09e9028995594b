import { WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  exportAudit,
  startAuditSealer,
  type AuditChainRef,
  type AuditFacts,
  type AuditHookOptions,
  type Logger,
} from '@wheelhouse/server';
import type { AuditRecord } from '@wheelhouse/protocol';
import { tellFilter, type AuditFilter } from './filter.ts';
import { openAuditStore } from './store.ts';

export interface AuditDeps {
  readonly db: SpokeDb;
  readonly identity: Identity;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The audit logs of this instance. */
export interface SpokeAudit {
  /** For the hook that writes what no service wrote. */
  readonly hook: AuditHookOptions;
  /** The records of an export; with a filter, the other rows are withheld. */
  exportChain(ref: AuditChainRef, filter: AuditFilter): AsyncGenerator<AuditRecord>;
  close(): Promise<void>;
}

/** Starts sealing the logs of this instance. */
export function openAudit({ db, identity, logger, now }: AuditDeps): SpokeAudit {
  const instance = identity.instanceId;
  const sealer = startAuditSealer({
    store: openAuditStore(db, instance),
    instance,
    identity: identity.identity,
    logger,
    now,
  });
  return {
    hook: {
      now,
      write: (facts) => writeFacts(db, facts),
      onFault: (error, { requestId, code }) => {
        logger.error(
          { event: 'audit', requestId, ...(code === null ? {} : { code }), err: error },
          'no audit row written',
        );
      },
    },
    exportChain(ref, filter) {
      const told = tellFilter(filter);
      const store = openAuditStore(db, instance, told === null ? null : filter);
      const { identity: signer, keyset } = identity;
      return exportAudit({ store, sealer, instance, identity: signer, keyset, now }, ref, told);
    },
    close: () => sealer.close(),
  };
}

/** Into the log of the workspace that the caller acts in; where there is none, into the instance's. */
async function writeFacts(db: SpokeDb, facts: AuditFacts): Promise<void> {
  const { caller, ...rest } = facts;
  const data = { ...rest, detail: { ...facts.detail }, actorKind: caller?.kind ?? 'anonymous' };
  const workspaceId = caller?.workspaceId;
  if (caller !== null && workspaceId !== undefined) {
    const row = { ...data, workspaceId, actorId: caller.principalId };
    const written = await db
      .withSystemTenant(workspaceId as WorkspaceId, (tx) => tx.auditLog.create({ data: row }))
      .catch(unlessGone);
    if (written !== null) return;
  }
  await db.withInstance('audit', (tx) =>
    tx.instanceAuditLog.create({ data: { ...data, actorId: caller?.principalId ?? null } }),
  );
}

/** A workspace that was purged meanwhile has no log any more. */
function unlessGone(error: unknown): null {
  if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return null;
  throw error;
}
