import {
  canonicalJson,
  encodeUtf8,
  sha256Hex,
  type JsonValue,
  type OrganizationId,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { auditTrailOf, type AuditTrail } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';

export interface AuditEntry {
  /** `resource.action`, like the permission it needs. */
  readonly action: string;
  readonly resourceKind: string;
  readonly resourceId: string | null;
  /** `rejected` = the refusal itself is committed with this transaction. Default `accepted`. */
  readonly verdict?: 'accepted' | 'rejected';
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  /**
   * The thing as the API shows it, before and after the change. The row keeps the hex SHA-256 of its RFC 8785 spelling
   * (`beforeSha256`, `afterSha256` in `detail`): enough to prove later what it was.
   */
  readonly before?: object;
  readonly after?: object;
}

/** Who acted, and in which request. {@link auditActorOf} makes one; a workspace's caller is one. */
export interface AuditActor {
  readonly kind: 'user' | 'service' | 'operator' | 'system' | 'anonymous';
  readonly principalId: string | null;
  readonly requestId: string | null;
  readonly ip?: string;
  readonly userAgent?: string | null;
  /** Told of the row, so that the request gets exactly one. */
  readonly trail?: AuditTrail;
}

/** Who a request comes from, as its credential says; `anonymous` before anybody has signed in. */
export function auditActorOf(request: FastifyRequest): AuditActor {
  const caller = request.caller ?? request.presentedBy;
  return {
    kind: caller?.kind ?? 'anonymous',
    principalId: caller?.principalId ?? null,
    requestId: request.id,
    ...requestFacts(request),
    trail: auditTrailOf(request),
  };
}

/** Where a request comes from, as audit rows have it. */
export function requestFacts(request: FastifyRequest): { readonly ip: string; readonly userAgent: string | null } {
  return { ip: request.ip, userAgent: request.headers['user-agent']?.slice(0, 256) ?? null };
}

interface SharedColumns {
  readonly actorKind: string;
  readonly action: string;
  readonly resourceKind: string;
  readonly resourceId: string | null;
  readonly verdict: string;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly detail: Record<string, string | number | boolean | null>;
}

function columnsOf(actor: AuditActor, entry: AuditEntry): SharedColumns {
  return {
    actorKind: actor.kind,
    action: entry.action,
    resourceKind: entry.resourceKind,
    resourceId: entry.resourceId,
    verdict: entry.verdict ?? 'accepted',
    code: entry.code ?? null,
    requestId: actor.requestId,
    ip: actor.ip ?? null,
    userAgent: actor.userAgent ?? null,
    detail: {
      ...entry.detail,
      ...(entry.before === undefined ? {} : { beforeSha256: digestOf(entry.before) }),
      ...(entry.after === undefined ? {} : { afterSha256: digestOf(entry.after) }),
    },
  };
}

/** Members without a value are none, as in the API's JSON. */
function digestOf(view: object): string {
  return sha256Hex(encodeUtf8(canonicalJson(JSON.parse(JSON.stringify(view)) as JsonValue)));
}

/** A transaction that fails later takes its row along; its answer is then a refusal, which gets a row of its own. */
function tell(actor: AuditActor, entry: AuditEntry): void {
  if (actor.trail === undefined) return;
  if (entry.verdict === 'rejected') actor.trail.rejected = true;
  else actor.trail.accepted = true;
}

/** One row in the workspace's audit log, in the transaction of what it tells about. */
export async function addAudit(
  tx: SpokeTx,
  caller: AuditActor & { readonly workspaceId: WorkspaceId; readonly principalId: string },
  entry: AuditEntry & { readonly grantId?: string; readonly envelopeSha256?: string },
): Promise<void> {
  const { workspaceId, principalId: actorId } = caller;
  await tx.auditLog.create({
    data: {
      workspaceId,
      actorId,
      grantId: entry.grantId ?? null,
      envelopeSha256: entry.envelopeSha256 ?? null,
      ...columnsOf(caller, entry),
    },
  });
  tell(caller, entry);
}

/** One row in an organization's audit log. The transaction has entered that organization. */
export async function addOrganizationAudit(
  tx: SpokeTx,
  actor: AuditActor & { readonly principalId: string },
  entry: AuditEntry & { readonly organizationId: OrganizationId },
): Promise<void> {
  const { organizationId } = entry;
  await tx.organizationAuditLog.create({
    data: { organizationId, actorId: actor.principalId, ...columnsOf(actor, entry) },
  });
  tell(actor, entry);
}

/** One row in the instance's audit log, for what belongs to no workspace and no organization. Any door will do. */
export async function addInstanceAudit(tx: SpokeTx, actor: AuditActor, entry: AuditEntry): Promise<void> {
  await tx.instanceAuditLog.create({ data: { actorId: actor.principalId, ...columnsOf(actor, entry) } });
  tell(actor, entry);
}
