import { Prisma } from '@wheelhouse/prisma/hub';
import type { Draft } from '../relay/draft.ts';
import { rowsAsJson } from '../store/rows-as-json.ts';

/** The writes of a batch about runs, their events and grants. */
interface MirrorPlan {
  /** Touch rows that no other write of the batch touches. */
  readonly atOnce: readonly Prisma.Sql[];
  /** Build on the ones before, in this order. */
  readonly afterwards: readonly Prisma.Sql[];
}

/** What a batch says about runs, their events and grants, as writes. */
export function planMirror(draft: Draft, now: number): MirrorPlan {
  const [first, ...later] = onePatchPerRun(draft.runs);
  return {
    atOnce: first === undefined ? [] : [runPatches(first, now)],
    afterwards: [
      ...later.map((patches) => runPatches(patches, now)),
      ...eventInserts(draft),
      ...grantUpserts(draft, now),
      ...draft.inventories.map((inventory) => inventoryUpdate(inventory, now)),
    ],
  };
}

/** An upsert takes each row once, so later patches of one run go into a later statement. */
function onePatchPerRun(patches: Draft['runs']): Draft['runs'][] {
  const rounds: Draft['runs'][] = [];
  const seen = new Map<string, number>();
  for (const patch of patches) {
    const round = seen.get(patch.id) ?? 0;
    seen.set(patch.id, round + 1);
    (rounds[round] ??= []).push(patch);
  }
  return rounds;
}

/** Terminal states stay, older generations change nothing, and only the instance a run lives on speaks for it. */
function runPatches(patches: Draft['runs'], now: number): Prisma.Sql {
  return Prisma.sql`
    insert into runs as m (id, instance_id, workspace_id, issuer, agent_name, state, code, gen, last_seq, view, as_of)
    select r.id, r."instanceId", r."workspaceId", r.issuer, coalesce(r."agentName", 'unknown'), coalesce(r.state, 'queued'),
      r.code, r.gen, r."lastSeq", coalesce(r.view, '{}'::jsonb), to_timestamp(${now}::float8 / 1000.0)
    from json_to_recordset(${rowsAsJson(patches)}::json) as r(id uuid, "instanceId" uuid, "workspaceId" uuid, issuer uuid,
      "agentName" text, state text, code text, gen int, "lastSeq" int, view jsonb)
    on conflict (id) do update set
      agent_name = case when excluded.agent_name = 'unknown' then m.agent_name else excluded.agent_name end,
      state = case when m.state in ('succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected')
          or (excluded.state = 'queued' and m.state <> 'lost') then m.state else excluded.state end,
      code = coalesce(excluded.code, m.code),
      gen = excluded.gen,
      last_seq = greatest(m.last_seq, excluded.last_seq),
      view = case when excluded.view = '{}'::jsonb then m.view else excluded.view end,
      as_of = excluded.as_of
    where m.instance_id = excluded.instance_id and excluded.gen >= m.gen`;
}

function eventInserts(draft: Draft): Prisma.Sql[] {
  if (draft.runEvents.length === 0) return [];
  return [
    Prisma.sql`
    insert into run_events (run_id, seq, at, type, data)
    select r."runId", r.seq, to_timestamp(r.at / 1000.0), r.type, r.data
    from json_to_recordset(${rowsAsJson(draft.runEvents)}::json) as r("runId" uuid, "instanceId" uuid, gen int, seq int,
      at float8, type text, data jsonb)
    join runs m on m.id = r."runId" and m.instance_id = r."instanceId" and m.gen <= r.gen
    on conflict do nothing`,
  ];
}

/** A grant signed again with the same id replaces the older wording (that is how it ends early). */
function grantUpserts(draft: Draft, now: number): Prisma.Sql[] {
  return draft.grants.map(({ message, text }) => {
    const { body } = message;
    return Prisma.sql`
      insert into grants as g (id, issuer, grantee, workspace_id, verbs, agents, exp, envelope, created_at)
      values (${body.grant}::uuid, ${message.iss}::uuid, ${body.grantee}::uuid, ${message.ws}::uuid, ${body.verbs}::text[],
        ${body.agents ?? []}::text[], to_timestamp(${body.exp}::float8 / 1000.0), ${text},
        to_timestamp(${message.iat}::float8 / 1000.0))
      on conflict (id) do update set verbs = excluded.verbs, agents = excluded.agents, exp = excluded.exp,
        envelope = excluded.envelope, created_at = excluded.created_at,
        revoked_at = case when excluded.exp <= to_timestamp(${now}::float8 / 1000.0) then excluded.exp else g.revoked_at end
      where g.issuer = excluded.issuer and g.grantee = excluded.grantee and g.workspace_id = excluded.workspace_id
        and g.created_at <= excluded.created_at`;
  });
}

/** After a boot the spoke says what it still has: open runs that it does not name are marked lost until it speaks of them. */
function inventoryUpdate(inventory: Draft['inventories'][number], now: number): Prisma.Sql {
  return Prisma.sql`
    update runs m set state = coalesce(r.state, 'lost'), as_of = to_timestamp(${now}::float8 / 1000.0)
    from runs o left join json_to_recordset(${rowsAsJson(inventory.runs)}::json) as r(agt uuid, gen int, state text)
      on o.id = r.agt and r.gen >= o.gen
    where m.id = o.id and o.instance_id = ${inventory.instanceId}::uuid
      and o.state not in ('succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected')
      -- A spawn that is still on its way is not lost.
      and (r.agt is not null or not exists (
        select 1 from commands c where c.agt = o.id and c.verb = 'agent.spawn' and c.state in ('queued', 'delivered')))`;
}
