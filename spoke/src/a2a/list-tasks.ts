import { TaskState, type ListTasksRequest, type ListTasksResponse } from '@a2a-js/sdk';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { readTask, type ReadTaskDeps } from './read-task.ts';
import { A2aRefusal } from './refusal.ts';
import { listTaskRows, type TaskCursor, type TasksWish } from './store.ts';
import { runStatesLike, taskStateOf } from './task-state.ts';

const defaultPageSize = 50;
const maxPageSize = 100;

/** Those that changed last first. @throws A2aRefusal for a page token that is none, a size or an instant out of range */
export async function listTasksPage(
  deps: ReadTaskDeps,
  caller: WorkspaceCaller,
  { request, agent }: { readonly request: ListTasksRequest; readonly agent: string | null },
): Promise<ListTasksResponse> {
  const wish = wishOf(request, agent);
  const { rows, total: totalSize } = await listTaskRows(deps.db, caller, wish);
  const page = rows.slice(0, wish.limit);
  const last = page.at(-1);
  const withoutArtifacts = request.includeArtifacts !== true;
  const tasks = [];
  for (const run of page) {
    const task = await readTask(deps, caller, { run, withoutArtifacts, historyLength: request.historyLength });
    if (request.status === TaskState.TASK_STATE_UNSPECIFIED || taskStateOf(run) === request.status) tasks.push(task);
  }
  const nextPageToken = last !== undefined && rows.length > page.length ? tokenOf(last) : '';
  return { tasks, nextPageToken, pageSize: wish.limit, totalSize };
}

function wishOf(request: ListTasksRequest, agent: string | null): TasksWish {
  const { pageSize = defaultPageSize, pageToken, contextId, status, statusTimestampAfter } = request;
  if (pageSize < 1 || pageSize > maxPageSize) throw malformed(`pageSize must be 1 to ${maxPageSize}`);
  const since = statusTimestampAfter ? Date.parse(statusTimestampAfter) : null;
  if (Number.isNaN(since)) throw malformed('statusTimestampAfter is no instant');
  return {
    agent,
    contextId: contextId === '' ? null : contextId,
    states: status === TaskState.TASK_STATE_UNSPECIFIED ? null : runStatesLike(status),
    since,
    cursor: pageToken === '' ? null : cursorIn(pageToken),
    limit: pageSize,
  };
}

function tokenOf({ updatedAt, id }: { readonly updatedAt: Date; readonly id: string }): string {
  return `${updatedAt.getTime()}.${id}`;
}

function cursorIn(token: string): TaskCursor {
  const match = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(token);
  const [, updatedAt, id] = match ?? [];
  if (updatedAt === undefined || id === undefined) throw malformed('pageToken is none of ours');
  return { updatedAt: Number(updatedAt), id };
}

function malformed(message: string): A2aRefusal {
  return new A2aRefusal('malformed', 'INVALID', message);
}
