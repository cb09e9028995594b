import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import type { Code } from '@wheelhouse/protocol';
import type { Directory } from './directory/directory.ts';
import type { AuditTrail } from '@wheelhouse/server';
import type { AuditEntry } from './relay/draft.ts';
import type { Sessions } from './link/sessions.ts';
import { writeAudit } from './store/audit.ts';

/** Who decides, as it goes into the audit log. */
export interface Decider {
  readonly actor: string;
  readonly requestId: string | null;
  /** Told of the row, so that the request gets exactly one. */
  readonly trail?: AuditTrail;
}

export interface ChangeDeps {
  readonly db: HubDb;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly now: () => number;
}

/** The channel on which the nodes of one hub tell each other what to read anew: `instance:<id>`, `connection:<id>`, `grant:<id>`, `hold`. */
export const directoryChannel = 'wh_hub_directory';

/** Tells every node, this one included, when the transaction commits. */
export async function notifyChange(db: HubDb, tx: HubTx, what: string): Promise<void> {
  await db.notify(tx, directoryChannel, what);
}

export function auditEntry(
  decider: Decider,
  what: {
    readonly action: string;
    readonly resource: string;
    readonly code?: Code;
    readonly sha256?: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): AuditEntry {
  if (decider.trail !== undefined) decider.trail[what.code === undefined ? 'accepted' : 'rejected'] = true;
  return {
    actor: decider.actor,
    action: what.action,
    resource: what.resource,
    verdict: what.code === undefined ? 'allowed' : 'refused',
    code: what.code ?? null,
    envelopeSha256: what.sha256 ?? null,
    requestId: decider.requestId,
    detail: what.detail ?? {},
  };
}

interface AuditedDeps extends Pick<ChangeDeps, 'now'> {
  readonly directory: Pick<Directory, 'policyRevision'>;
}

/** Writes one decision in the transaction that carries it out. */
export async function audit(tx: HubTx, deps: AuditedDeps, entry: AuditEntry): Promise<void> {
  await writeAudit(tx, [entry], { now: deps.now(), policyRevision: deps.directory.policyRevision });
}
