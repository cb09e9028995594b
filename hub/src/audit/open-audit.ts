import type { AuditRecord } from '@wheelhouse/protocol';
import type { HubDb } from '@wheelhouse/prisma/hub';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import {
  exportAudit,
  startAuditSealer,
  type AuditChainRef,
  type AuditFacts,
  type AuditHookOptions,
  type Logger,
} from '@wheelhouse/server';
import type { Directory } from '../directory/directory.ts';
import { writeAudit } from '../store/audit.ts';
import { tellFilter, type AuditFilter } from './filter.ts';
import { openAuditStore } from './store.ts';

export interface AuditDeps {
  readonly db: HubDb;
  readonly identity: Identity;
  readonly directory: Pick<Directory, 'policyRevision'>;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The hub's audit log. */
export interface HubAudit {
  readonly chain: AuditChainRef;
  /** For the hook that writes what no service wrote. */
  readonly hook: AuditHookOptions;
  /** The records of an export; with a filter, the other rows are withheld. */
  exportChain(filter: AuditFilter): AsyncGenerator<AuditRecord>;
  close(): Promise<void>;
}

/** Starts sealing the hub's log. */
export function openAudit(deps: AuditDeps): HubAudit {
  const { db, identity, logger, now } = deps;
  const instance = identity.instanceId;
  const chain: AuditChainRef = { kind: 'hub', chain: instance };
  const signing = { instance, identity: identity.identity, now };
  const sealer = startAuditSealer({ ...signing, store: openAuditStore(db, chain), logger });
  return {
    chain,
    hook: {
      now,
      write: (facts) => writeFacts(deps, facts),
      onFault: (error, { requestId }) => {
        logger.error({ event: 'audit', requestId, err: error }, 'no audit row written');
      },
    },
    exportChain(filter) {
      const told = tellFilter(filter);
      const store = openAuditStore(db, chain, told === null ? null : filter);
      return exportAudit({ ...signing, store, sealer, keyset: identity.keyset }, chain, told);
    },
    close: () => sealer.close(),
  };
}

async function writeFacts({ db, directory, now }: AuditDeps, facts: AuditFacts): Promise<void> {
  const { caller, resourceKind, resourceId, ip, userAgent } = facts;
  const entry = {
    actor: caller === null ? `address:${ip}` : `operator:${caller.principalId}`,
    action: facts.action,
    resource: resourceId === null ? resourceKind : `${resourceKind ?? ''}:${resourceId}`,
    verdict: facts.verdict === 'accepted' ? ('allowed' as const) : ('refused' as const),
    code: facts.code,
    envelopeSha256: null,
    requestId: facts.requestId,
    detail: { ...facts.detail, ip, ...(userAgent === null ? {} : { userAgent }) },
  };
  const at = { now: now(), policyRevision: directory.policyRevision };
  await db.transaction((tx) => writeAudit(tx, [entry], at));
}
