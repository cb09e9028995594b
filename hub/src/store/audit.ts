import type { HubTx } from '@wheelhouse/prisma/hub';
import type { AuditEntry } from '../relay/draft.ts';
import { rowsAsJson } from './rows-as-json.ts';

/** Adds decisions to the append-only log, in the transaction that carries them out. */
export async function writeAudit(
  tx: HubTx,
  entries: readonly AuditEntry[],
  at: { readonly now: number; readonly policyRevision: number },
): Promise<void> {
  if (entries.length === 0) return;
  await tx.$executeRaw`
    insert into audit_log (at, actor, action, resource, verdict, code, envelope_sha256, policy_revision, request_id, detail)
    select to_timestamp(${at.now}::float8 / 1000.0), r.actor, r.action, r.resource, r.verdict, r.code,
      r."envelopeSha256", ${at.policyRevision}::int, r."requestId", r.detail
    from json_to_recordset(${rowsAsJson(entries)}::json) as r(actor text, action text, resource text, verdict text,
      code text, "envelopeSha256" text, "requestId" text, detail jsonb)`;
}
