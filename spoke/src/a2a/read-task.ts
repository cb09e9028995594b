import type { Task } from '@a2a-js/sdk';
import { isTerminalRun, type EventType, type RunEvent, type RunState } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { WorkspaceCaller } from '../issue/caller.ts';
import type { RunRow } from '../runs/view.ts';
import { listTypedEvents } from './store.ts';
import { taskOf, type TaskFacts } from './task-view.ts';

/** Events that a task is made of. */
const taskTypes: readonly EventType[] = ['message', 'artifact', 'permission.requested', 'permission.resolved'];
const taskEventLimit = 500;
/** Of a run that only printed; the rest is in its log. */
const outputLineLimit = 200;

export interface ReadTaskDeps {
  readonly db: SpokeDb;
  readonly publicUrl: string;
}

export interface TaskWish {
  /** As it was read: nothing newer than its `lastSeq` is told. */
  readonly run: RunRow;
  /** The newest messages only, at most so many. */
  readonly historyLength?: number | undefined;
  readonly withoutArtifacts?: boolean;
}

/** The task of a run that the caller may read. */
export async function readTask(deps: ReadTaskDeps, caller: WorkspaceCaller, wish: TaskWish): Promise<Task> {
  const task = taskOf(await readFacts(deps, caller, wish.run));
  const { historyLength } = wish;
  const history = historyLength === undefined ? task.history : lastOf(task.history, historyLength);
  return { ...task, history, artifacts: wish.withoutArtifacts === true ? [] : task.artifacts };
}

/** What the views of a run are made of, as far as its row had come when it was read. */
export async function readFacts(deps: ReadTaskDeps, caller: WorkspaceCaller, run: RunRow): Promise<TaskFacts> {
  const { db, publicUrl } = deps;
  const wish = { runId: run.id, upTo: run.lastSeq };
  const events = await listTypedEvents(db, caller, { ...wish, types: taskTypes, limit: taskEventLimit });
  const isQuiet = isTerminalRun(run.state as RunState) && !events.some(({ type }) => type === 'message');
  return { run, events, publicUrl, output: isQuiet ? await readOutput(db, caller, run) : [] };
}

async function readOutput(db: SpokeDb, caller: WorkspaceCaller, run: RunRow): Promise<RunEvent[]> {
  const wish = { runId: run.id, upTo: run.lastSeq, types: ['log'] as const, limit: outputLineLimit };
  const lines = await listTypedEvents(db, caller, { ...wish, from: 'oldest' });
  return lines.filter(({ data }) => data['stream'] === 'stdout');
}

function lastOf<T>(items: T[], count: number): T[] {
  return count <= 0 ? [] : items.slice(-count);
}
