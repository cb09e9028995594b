import type { HubTx } from '@wheelhouse/prisma/hub';
import { RunView, type hubApi } from '@wheelhouse/protocol';
import type { z } from 'zod';
import { decideLiveness } from '../instances/liveness.ts';
import type { ViewDeps } from '../instances/views.ts';

type CommandView = z.infer<typeof hubApi.FleetCommandView>;
type ReceiptView = z.infer<typeof hubApi.FleetReceiptView>;
type FleetRunView = z.infer<typeof hubApi.FleetRunView>;
type GrantView = z.infer<typeof hubApi.FleetGrantView>;
type AuditView = z.infer<typeof hubApi.HubAuditView>;

type CommandRow = NonNullable<Awaited<ReturnType<HubTx['command']['findFirst']>>>;
type ReceiptRow = NonNullable<Awaited<ReturnType<HubTx['receipt']['findFirst']>>>;
type RunRow = NonNullable<Awaited<ReturnType<HubTx['run']['findFirst']>>>;
type GrantRow = NonNullable<Awaited<ReturnType<HubTx['grant']['findFirst']>>>;
type AuditRow = NonNullable<Awaited<ReturnType<HubTx['auditLog']['findFirst']>>>;

// Rows were checked against the same schemas before they were written, so ids and codes are only relabelled here.

export const commandViewOf = (row: Omit<CommandRow, 'envelope'>): CommandView => ({
  iss: row.iss as CommandView['iss'],
  id: row.id as CommandView['id'],
  aud: row.aud as CommandView['aud'],
  workspaceId: row.workspaceId as CommandView['workspaceId'],
  verb: row.verb,
  agt: row.agt as CommandView['agt'],
  act: row.act as CommandView['act'],
  sha256: row.sha256,
  state: row.state,
  code: row.code as CommandView['code'],
  exp: row.exp.getTime(),
  receivedAt: row.receivedAt.getTime(),
  forwardedAt: row.forwardedAt?.getTime() ?? null,
  acceptedAt: row.acceptedAt?.getTime() ?? null,
  startedAt: row.startedAt?.getTime() ?? null,
  endedAt: row.endedAt?.getTime() ?? null,
});

export const receiptViewOf = (row: ReceiptRow): ReceiptView => ({
  id: row.id as ReceiptView['id'],
  iss: row.iss as ReceiptView['iss'],
  status: row.status as ReceiptView['status'],
  late: row.late,
  envelope: row.envelope,
  receivedAt: row.receivedAt.getTime(),
});

/** Runs with the state of their spoke's link, which says how far the mirror may be behind. */
export async function runViewsOf(db: HubTx, rows: readonly RunRow[], deps: ViewDeps): Promise<FleetRunView[]> {
  const ids = [...new Set(rows.map((row) => row.instanceId))];
  const found = await db.linkSession.findMany({ where: { spokeId: { in: ids } } });
  const links = new Map(found.map((link) => [link.spokeId, link]));
  return rows.map((row): FleetRunView => {
    const link = links.get(row.instanceId);
    const view = RunView.safeParse(row.view);
    const isHere = deps.sessions.find(row.instanceId) !== null;
    return {
      id: row.id as FleetRunView['id'],
      instanceId: row.instanceId as FleetRunView['instanceId'],
      workspaceId: row.workspaceId as FleetRunView['workspaceId'],
      issuer: row.issuer as FleetRunView['issuer'],
      agent: row.agentName,
      state: row.state as FleetRunView['state'],
      code: row.code as FleetRunView['code'],
      gen: row.gen,
      lastSeq: row.lastSeq,
      view: view.success ? view.data : null,
      asOf: row.asOf.getTime(),
      link: decideLiveness(link === undefined ? null : { ...link, isHere }, deps, deps.now()),
    };
  });
}

export const grantViewOf = (row: GrantRow): GrantView => ({
  id: row.id as GrantView['id'],
  issuer: row.issuer as GrantView['issuer'],
  grantee: row.grantee as GrantView['grantee'],
  workspaceId: row.workspaceId as GrantView['workspaceId'],
  verbs: row.verbs as GrantView['verbs'],
  agents: row.agents,
  exp: row.exp.getTime(),
  revokedAt: row.revokedAt?.getTime() ?? null,
  envelope: row.envelope,
});

export const auditViewOf = (row: AuditRow): AuditView => ({
  id: row.id.toString(),
  at: row.at.getTime(),
  actor: row.actor,
  action: row.action,
  resource: row.resource,
  verdict: row.verdict === 'allowed' ? 'allowed' : 'refused',
  code: row.code as AuditView['code'],
  envelopeSha256: row.envelopeSha256,
  policyRevision: row.policyRevision,
  requestId: row.requestId,
  detail: row.detail as AuditView['detail'],
});
