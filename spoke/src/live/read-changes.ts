import type { WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { LiveEvent } from '@wheelhouse/server';
import { conditionOf, reachOf } from '../access/may-touch.ts';
import { commandViewOf } from '../commands/service.ts';
import { readMembers } from '../members/service.ts';
import { runRecordOf } from '../runs/view.ts';
import { topicRules, type ListTopic, type ListView } from './topics.ts';

/** Whose part of a list is read; the whole is read once for everybody. */
export interface ListReader {
  readonly workspaceId: WorkspaceId;
  readonly topic: ListTopic;
  readonly view: ListView;
  readonly principal: { readonly kind: 'user' | 'service'; readonly id: string };
}

export type Change = Omit<LiveEvent, 'seq'>;

/** How the things that changed are now, in the order they are named, without those that are not the reader's. */
export async function readChanges(
  db: SpokeDb,
  reader: ListReader,
  { ids, at }: { readonly ids: readonly string[]; readonly at: number },
): Promise<Change[]> {
  const { workspaceId, topic, view, principal } = reader;
  const read = async (tx: SpokeTx): Promise<Map<string, Omit<Change, 'at'>>> => {
    switch (topic) {
      case 'runs':
      case 'approvals':
        return readRuns(tx, reader, ids);
      case 'commands': {
        const rows = await tx.command.findMany({ where: { workspaceId, id: { in: [...ids] } } });
        return new Map(rows.map((row) => [row.id, { type: 'command', data: commandViewOf(row) }]));
      }
      case 'members':
        return readPeople(tx, workspaceId, ids);
    }
  };
  const found =
    view.kind === 'all'
      ? await db.withSystemTenant(workspaceId, read)
      : await db.withTenant({ workspaceId, actor: principal }, read);
  return ids.flatMap((id) => {
    const change = found.get(id);
    return change === undefined ? [] : [{ ...change, at }];
  });
}

async function readRuns(
  tx: SpokeTx,
  { workspaceId, topic, view, principal }: ListReader,
  ids: readonly string[],
): Promise<Map<string, Omit<Change, 'at'>>> {
  const conditions: object[] = [];
  if (view.kind === 'part') {
    const toucher = { workspaceId, principalId: principal.id, permissions: view.permissions };
    for (const permission of topicRules[topic].needs) {
      conditions.push(conditionOf(await reachOf(tx, toucher, permission, 'run'), principal.id));
    }
  }
  const rows = await tx.run.findMany({ where: { workspaceId, id: { in: [...ids] }, AND: conditions } });
  const asking = topic === 'approvals' ? await runsThatAsk(tx, workspaceId, ids) : null;
  const typeOf = ({ id, state }: { readonly id: string; readonly state: string }): string => {
    if (asking === null) return 'run';
    return state === 'waiting' || asking.has(id) ? 'approval.requested' : 'approval.resolved';
  };
  return new Map(rows.map((row) => [row.id, { type: typeOf(row), data: runRecordOf(row) }]));
}

/** Those with an open request. A run's own state says so a moment later, and until its last request is answered. */
async function runsThatAsk(tx: SpokeTx, workspaceId: WorkspaceId, ids: readonly string[]): Promise<Set<string>> {
  const where = { workspaceId, runId: { in: [...ids] }, state: 'open' };
  const open = await tx.approval.findMany({ where, distinct: ['runId'], select: { runId: true } });
  return new Set(open.map(({ runId }) => runId));
}

async function readPeople(
  tx: SpokeTx,
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<Map<string, Omit<Change, 'at'>>> {
  const members = await readMembers(tx, { workspaceId, userIds: ids });
  return new Map(
    ids.map((userId) => {
      const member = members.find((each) => each.userId === userId);
      return [
        userId,
        member === undefined ? { type: 'member.left', data: { userId } } : { type: 'member', data: member },
      ];
    }),
  );
}
