import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';
import type { CommandState } from '@wheelhouse/protocol';
import type { HubLimits } from '../limits.ts';
import { countShares, headUpdates, lockHeads, rowInserts } from '../mailbox/store.ts';
import { needsShares } from '../mailbox/rules.ts';
import { auditInserts } from '../store/audit.ts';
import { rowsAsJson } from '../store/rows-as-json.ts';
import { writeTogether } from '../store/write-together.ts';
import { planMirror } from '../fleet/mirror-store.ts';
import type { BatchState, Draft, LoggedCommand } from './draft.ts';
import type { Inbound } from './items.ts';

interface CommandRow {
  iss: string;
  id: string;
  aud: string;
  workspace_id: string;
  verb: string;
  agt: string | null;
  sha256: string;
  state: CommandState;
  code: string | null;
  exp: Date;
}

const loggedCommandOf = (row: CommandRow): LoggedCommand => ({
  iss: row.iss,
  id: row.id,
  aud: row.aud,
  workspaceId: row.workspace_id,
  verb: row.verb,
  agt: row.agt,
  sha256: row.sha256,
  state: row.state,
  code: row.code,
  exp: row.exp.getTime(),
});

interface Wanted {
  readonly sources: Set<string>;
  readonly spokes: Set<string>;
  readonly commands: Map<string, { iss: string; id: string }>;
  readonly asked: Set<string>;
  readonly receipts: Set<string>;
  messages: number;
  bytes: number;
}

function wantedBy(items: readonly Inbound[]): Wanted {
  const wanted: Wanted = {
    sources: new Set(),
    spokes: new Set(),
    commands: new Map(),
    asked: new Set(),
    receipts: new Set(),
    messages: 0,
    bytes: 0,
  };
  const wantCommand = (iss: string, id: string): void => void wanted.commands.set(`${iss}:${id}`, { iss, id });
  for (const { source, content } of items) {
    if (source !== null) wanted.sources.add(source.spokeId);
    if (content.type !== 'message') continue;
    const { opened } = content;
    wanted.spokes.add(opened.message.aud).add(opened.message.iss);
    wanted.messages += 1;
    wanted.bytes += opened.text.length;
    if (opened.kind === 'command') wantCommand(opened.message.iss, opened.message.id);
    if (opened.kind === 'receipt') {
      wantCommand(opened.message.aud, opened.message.body.command);
      wanted.receipts.add(opened.message.id);
    }
  }
  return wanted;
}

/** Reads what the rules need for a batch, and locks the heads it touches. */
export async function loadBatch(tx: HubTx, items: readonly Inbound[], limits: HubLimits): Promise<BatchState> {
  const wanted = wantedBy(items);
  const heads = await lockHeads(tx, new Set([...wanted.sources, ...wanted.spokes]));
  const connGens = await loadConnGens(tx, [...wanted.sources]);
  const commands = await loadCommands(tx, [...wanted.commands.values()]);
  const again = items.flatMap(({ content }) =>
    content.type === 'message' && content.opened.kind === 'command'
      ? [`${content.opened.message.iss}:${content.opened.message.id}`]
      : [],
  );
  const nearCap = [...heads.values()].filter((head) => needsShares(head, wanted, limits)).map((head) => head.spokeId);
  return {
    heads,
    connGens,
    commands,
    receiptIds: await loadReceiptIds(tx, [...wanted.receipts]),
    receiptsOf: await loadReceiptsOf(
      tx,
      again.filter((key) => commands.has(key)).map((key) => commands.get(key)),
    ),
    shares: await countShares(tx, nearCap),
  };
}

async function loadConnGens(tx: HubTx, spokeIds: readonly string[]): Promise<Map<string, number>> {
  if (spokeIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ spoke_id: string; conn_gen: number }[]>`
    select spoke_id, conn_gen from link_sessions where spoke_id = any(${[...spokeIds]}::uuid[])`;
  return new Map(rows.map((row) => [row.spoke_id, row.conn_gen]));
}

export async function loadCommands(
  tx: HubTx,
  keys: readonly { iss: string; id: string }[],
): Promise<Map<string, LoggedCommand>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.$queryRaw<CommandRow[]>`
    select c.iss, c.id, c.aud, c.workspace_id, c.verb, c.agt, c.sha256, c.state, c.code, c.exp
    from commands c join json_to_recordset(${rowsAsJson(keys)}::json) as k(iss uuid, id uuid)
      on c.iss = k.iss and c.id = k.id
    for update of c`;
  return new Map(rows.map((row) => [`${row.iss}:${row.id}`, loggedCommandOf(row)]));
}

async function loadReceiptIds(tx: HubTx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`select id from receipts where id = any(${[...ids]}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}

async function loadReceiptsOf(
  tx: HubTx,
  commands: readonly (LoggedCommand | undefined)[],
): Promise<BatchState['receiptsOf']> {
  const keys = commands.flatMap((command) => (command === undefined ? [] : [{ iss: command.iss, id: command.id }]));
  if (keys.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ key: string; id: string; iss: string; envelope: string }[]>`
    select r.command_iss || ':' || r.command_id as key, r.id, r.iss, r.envelope from receipts r
    join json_to_recordset(${rowsAsJson(keys)}::json) as k(iss uuid, id uuid)
      on r.command_iss = k.iss and r.command_id = k.id
    order by r.received_at, r.id`;
  const found = new Map<string, { id: string; iss: string; envelope: string }[]>();
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  return found;
}

/** Writes a whole draft: log, mailboxes, offsets, receipts, mirror and audit stand or fall together. */
export async function writeBatch(tx: HubTx, draft: Draft, at: { now: number; policyRevision: number }): Promise<void> {
  const changed = [...draft.heads.values()].filter((head) => draft.state.heads.get(head.spokeId) !== head);
  const mirror = planMirror(draft, at.now);
  const moves = commandMoves(draft, at.now);
  // A command may be moved in the batch that brings it; then its row has to be there first.
  const [movesAtOnce, movesAfterwards] = draft.newCommands.length === 0 ? [moves, []] : [[], moves];
  await writeTogether(tx, [
    ...commandInserts(draft, at.now),
    ...movesAtOnce,
    ...receiptInserts(draft, at.now),
    ...rowInserts(draft.rows, at.now),
    ...headUpdates(changed),
    ...mirror.atOnce,
    ...deadLetterInserts(draft, at.now),
    ...auditInserts(draft.audit, at),
  ]);
  for (const write of [...movesAfterwards, ...mirror.afterwards]) await tx.$executeRaw`${write}`;
}

function commandInserts(draft: Draft, now: number): Prisma.Sql[] {
  if (draft.newCommands.length === 0) return [];
  const rows = draft.newCommands.map((command) => {
    const moved = draft.commands.get(`${command.iss}:${command.id}`) ?? command;
    return { ...command, state: moved.state, code: moved.code };
  });
  return [
    Prisma.sql`
    insert into commands (iss, id, aud, workspace_id, verb, agt, act, sha256, envelope, state, code, exp, received_at)
    select r.iss, r.id, r.aud, r."workspaceId", r.verb, r.agt, r.act, r.sha256, r.envelope, r.state, r.code,
      to_timestamp(r.exp / 1000.0), to_timestamp(${now}::float8 / 1000.0)
    from json_to_recordset(${rowsAsJson(rows)}::json) as r(iss uuid, id uuid, aud uuid, "workspaceId" uuid, verb text,
      agt uuid, act jsonb, sha256 text, envelope text, state text, code text, exp float8)`,
  ];
}

function commandMoves(draft: Draft, now: number): Prisma.Sql[] {
  if (draft.moves.size === 0) return [];
  return [
    Prisma.sql`
    update commands c set state = r.state, code = r.code,
      accepted_at = case when r.state in ('accepted', 'started', 'succeeded', 'failed', 'cancelled')
        then coalesce(c.accepted_at, t.now) else c.accepted_at end,
      started_at = case when r.state = 'started' then coalesce(c.started_at, t.now) else c.started_at end,
      ended_at = case when r.state in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired', 'lost')
        then coalesce(c.ended_at, t.now) else c.ended_at end
    from json_to_recordset(${rowsAsJson([...draft.moves.values()])}::json) as r(iss uuid, id uuid, state text, code text),
      (select to_timestamp(${now}::float8 / 1000.0) as now) t
    where c.iss = r.iss and c.id = r.id`,
  ];
}

function receiptInserts(draft: Draft, now: number): Prisma.Sql[] {
  if (draft.newReceipts.length === 0) return [];
  return [
    Prisma.sql`
    insert into receipts (id, iss, command_iss, command_id, status, envelope, late, received_at)
    select r.id, r.iss, r."commandIss", r."commandId", r.status, r.envelope, r.late, to_timestamp(${now}::float8 / 1000.0)
    from json_to_recordset(${rowsAsJson(draft.newReceipts)}::json) as r(id uuid, iss uuid, "commandIss" uuid,
      "commandId" uuid, status text, envelope text, late boolean)`,
  ];
}

function deadLetterInserts(draft: Draft, now: number): Prisma.Sql[] {
  if (draft.deadLetters.length === 0) return [];
  return [
    Prisma.sql`
    insert into dead_letters (id, spoke_id, message_id, reason, content, created_at)
    select gen_random_uuid(), r."spokeId", r."messageId", r.reason, r.content, to_timestamp(${now}::float8 / 1000.0)
    from json_to_recordset(${rowsAsJson(draft.deadLetters)}::json) as r("spokeId" uuid, "messageId" uuid, reason text,
      content text)`,
  ];
}
