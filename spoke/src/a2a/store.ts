import { WheelhouseError, type EventType, type RunEvent, type RunState } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { conditionOf, mayTouch, reachOf } from '../access/may-touch.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { RunRow } from '../runs/view.ts';
import { contextLabel } from './read-message.ts';

export interface EventsWish {
  readonly runId: string;
  /** No event with a greater `seq`. */
  readonly upTo: number;
  readonly types: readonly EventType[];
  /** At most so many: the newest, or the oldest. */
  readonly limit: number;
  readonly from?: 'newest' | 'oldest';
}

/** Events of some types, in their order. The caller has established that the run is readable. */
export async function listTypedEvents(db: SpokeDb, caller: WorkspaceCaller, wish: EventsWish): Promise<RunEvent[]> {
  const { workspaceId } = caller;
  const { runId, upTo, types, limit: take, from = 'newest' } = wish;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.runEvent.findMany({
      where: { workspaceId, runId, seq: { lte: upTo }, type: { in: [...types] } },
      orderBy: { seq: from === 'newest' ? 'desc' : 'asc' },
      take,
    }),
  );
  const inOrder = from === 'newest' ? rows.toReversed() : rows;
  return inOrder.map((row) => ({
    seq: row.seq,
    at: row.at.getTime(),
    type: row.type as EventType,
    data: row.data as RunEvent['data'],
  }));
}

export interface TasksWish {
  readonly agent: string | null;
  readonly contextId: string | null;
  readonly states: readonly RunState[] | null;
  /** Not changed before this instant (milliseconds since the epoch). */
  readonly since: number | null;
  readonly cursor: TaskCursor | null;
  readonly limit: number;
}

/** The last task of a page. */
export interface TaskCursor {
  readonly updatedAt: number;
  readonly id: string;
}

export interface TaskRows {
  readonly rows: readonly RunRow[];
  /** Of all pages. */
  readonly total: number;
}

/** The runs that the caller may read, those that changed last first; one more than asked for where there are more. */
export async function listTaskRows(db: SpokeDb, caller: WorkspaceCaller, wish: TasksWish): Promise<TaskRows> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'runs:read', 'run');
    const where = { workspaceId, AND: [conditionOf(reach, caller.principalId), ...filtersOf(wish)] };
    const [rows, total] = await Promise.all([
      tx.run.findMany({
        where: { ...where, AND: [...where.AND, afterCursor(wish.cursor)] },
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        take: wish.limit + 1,
      }),
      tx.run.count({ where }),
    ]);
    return { rows, total };
  });
}

function filtersOf({ agent, contextId, states, since }: TasksWish): object[] {
  return [
    agent === null ? {} : { agentName: agent },
    states === null ? {} : { state: { in: [...states] } },
    since === null ? {} : { updatedAt: { gte: new Date(since) } },
    contextId === null ? {} : ofContext(contextId),
  ];
}

/** A run without a context given is the first of one that is named after it. */
function ofContext(contextId: string): object {
  const labelled = { labels: { path: [contextLabel], equals: contextId } };
  return isUuid(contextId) ? { OR: [labelled, { id: contextId }] } : labelled;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function afterCursor(cursor: TaskCursor | null): object {
  if (cursor === null) return {};
  const updatedAt = new Date(cursor.updatedAt);
  return { OR: [{ updatedAt: { lt: updatedAt } }, { updatedAt, id: { lt: cursor.id } }] };
}

/** An agent of the catalogue, as strangers to its configuration see it. */
export interface AgentLine {
  readonly name: string;
  readonly runtime: string;
}

const maxSkills = 500;

/** The enabled agents that the caller may read, by name. */
export async function listAgentLines(db: SpokeDb, caller: WorkspaceCaller): Promise<AgentLine[]> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'agents:read', 'agent');
    return tx.agent.findMany({
      where: { workspaceId, enabled: true, AND: [conditionOf(reach, caller.principalId)] },
      select: { name: true, runtime: true },
      orderBy: { name: 'asc' },
      take: maxSkills,
    });
  });
}

/** @throws WheelhouseError NOT_FOUND, the same for unknown, disabled, foreign and hidden agents */
export async function getAgentLine(db: SpokeDb, caller: WorkspaceCaller, name: string): Promise<AgentLine> {
  const { workspaceId } = caller;
  const line = await db.withTenant(contextOf(caller), async (tx) => {
    const row = await tx.agent.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
    if (row === null || !row.enabled) return null;
    return (await mayTouch(tx, caller, 'agents:read', { kind: 'agent', ...row })) ? row : null;
  });
  if (line === null) throw new WheelhouseError('NOT_FOUND');
  return { name: line.name, runtime: line.runtime };
}
