import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';
import { NameToken, openRunStates, type hubApi } from '@wheelhouse/protocol';
import { z } from 'zod';

type View = hubApi.FleetApprovalView;

interface AskedRow {
  readonly run_id: string;
  readonly instance_id: string;
  readonly workspace_id: string;
  readonly issuer: string;
  readonly agent_name: string | null;
  readonly at: Date;
  readonly type: string;
  readonly data: unknown;
}

/** What an event of this kind tells; the agent's words, so nothing of it is taken for granted. */
const Asked = z.object({
  request: z.string().min(1),
  title: z.string().optional().catch(undefined),
  kind: z.string().optional().catch(undefined),
  expiresAt: z.number().int().optional().catch(undefined),
  options: z
    .array(z.object({ option: NameToken, name: z.string().catch(''), kind: z.string().catch('') }))
    .catch([])
    .default([]),
});
const titleMax = 4096;

/**
 * What open runs ask people and nobody has answered, by the events that came here: no instance is asked. A request of
 * an attempt that was given up counts no more.
 */
export async function listApprovals(
  db: HubTx,
  wish: { readonly limit: number; readonly instance?: string | undefined; readonly run?: string | undefined },
): Promise<View[]> {
  const narrow = [
    ...(wish.instance === undefined ? [] : [Prisma.sql`and r.instance_id = ${wish.instance}::uuid`]),
    ...(wish.run === undefined ? [] : [Prisma.sql`and r.id = ${wish.run}::uuid`]),
  ];
  const rows = await db.$queryRaw<AskedRow[]>`
    select e.run_id, r.instance_id, r.workspace_id, r.issuer, r.agent_name, e.at, e.type, e.data
    from runs r join run_events e on e.run_id = r.id
    where r.state = any(${[...openRunStates]}::text[]) and e.type in ('permission.requested', 'input.requested')
      and not exists (select 1 from run_events x where x.run_id = e.run_id and x.seq > e.seq
        and x.type = 'permission.resolved' and x.data->>'request' = e.data->>'request')
      and not exists (select 1 from run_events x where x.run_id = e.run_id and x.seq > e.seq
        and x.type = 'state' and x.data->>'state' in ('queued', 'preparing'))
      ${narrow.length === 0 ? Prisma.empty : Prisma.join(narrow, ' ')}
    order by e.at desc, e.run_id, e.seq limit ${wish.limit}`;
  return rows.flatMap((row) => viewOf(row) ?? []);
}

function viewOf(row: AskedRow): View | null {
  const asked = Asked.safeParse(row.data);
  if (!asked.success) return null;
  const { request, title, kind, expiresAt, options } = asked.data;
  return {
    runId: row.run_id as View['runId'],
    request,
    instanceId: row.instance_id as View['instanceId'],
    workspaceId: row.workspace_id as View['workspaceId'],
    issuer: row.issuer as View['issuer'],
    agent: row.agent_name,
    kind: row.type === 'input.requested' ? 'question' : kind === 'limit' ? 'limit' : 'permission',
    title: (title ?? request).slice(0, titleMax),
    options,
    createdAt: row.at.getTime(),
    expiresAt: expiresAt ?? null,
  };
}
