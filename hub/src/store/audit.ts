import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';
import type { AuditEntry } from '../relay/draft.ts';
import { rowsAsJson } from './rows-as-json.ts';
import { writeTogether } from './write-together.ts';

interface DecidedAt {
  readonly now: number;
  readonly policyRevision: number;
}

/** Adds decisions to the append-only log, in the transaction that carries them out. */
export async function writeAudit(tx: HubTx, entries: readonly AuditEntry[], at: DecidedAt): Promise<void> {
  await writeTogether(tx, auditInserts(entries, at));
}

/** The write of {@link writeAudit}; none for no entries. */
export function auditInserts(entries: readonly AuditEntry[], at: DecidedAt): Prisma.Sql[] {
  if (entries.length === 0) return [];
  return [
    Prisma.sql`
    insert into audit_log (at, actor, action, resource, verdict, code, envelope_sha256, policy_revision, request_id, detail)
    select to_timestamp(${at.now}::float8 / 1000.0), r.actor, r.action, r.resource, r.verdict, r.code,
      r."envelopeSha256", ${at.policyRevision}::int, r."requestId", r.detail
    from json_to_recordset(${rowsAsJson(entries)}::json) as r(actor text, action text, resource text, verdict text,
      code text, "envelopeSha256" text, "requestId" text, detail jsonb)`,
  ];
}
