import { TaskState, type Artifact, type Message, type StreamResponse, type TaskStatus } from '@a2a-js/sdk';
import { isTerminalRun, type RunEvent, type RunState } from '@wheelhouse/protocol';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { followRun, type FollowRunDeps } from '../live/follow-run.ts';
import { findRun } from '../runs/service.ts';
import type { RunRow } from '../runs/view.ts';
import { readFacts, type ReadTaskDeps } from './read-task.ts';
import { isInterrupted, taskStateOf } from './task-state.ts';
import { artifactOf, askedBy, contextOfRun, outputOf, questionIn, saidBy, statusOf, taskOf } from './task-view.ts';

export interface StreamDeps extends ReadTaskDeps, FollowRunDeps {}

export interface StreamWish {
  readonly run: RunRow;
  /** With the rights of this moment; null = they are gone. */
  rights(): Promise<WorkspaceCaller | null>;
  readonly caller: WorkspaceCaller;
  readonly signal: AbortSignal;
}

/**
 * The task as it stands, then every change from there on, without a gap and none twice: the first is read up to an event,
 * and the rest is read after it. Ends with the task's end.
 */
export async function* streamTask(deps: StreamDeps, wish: StreamWish): AsyncGenerator<StreamResponse, void> {
  const { run, signal } = wish;
  const facts = await readFacts(deps, wish.caller, run);
  const task = taskOf(facts);
  yield { payload: { $case: 'task', value: task } };
  if (isTerminalRun(run.state as RunState)) return;
  const tale = new Tale(run, facts.events, deps.publicUrl);
  const from = { runId: run.id, after: run.lastSeq, caller: () => wish.rights() };
  for await (const step of followRun(deps, from, signal)) {
    if (step.kind === 'gone') return;
    if (step.kind === 'events') for (const event of step.events) yield* tale.tell(event);
    else yield* endOf(deps, wish);
  }
}

/** What is only known at the end: the output of an agent that only printed, and how it ended. */
async function* endOf(deps: StreamDeps, { run, caller }: StreamWish): AsyncGenerator<StreamResponse, void> {
  const ended = await findRun(deps.db, caller, run.id);
  if (ended === null) return;
  const facts = await readFacts(deps, caller, ended);
  if (facts.output.length > 0) yield artifactUpdate(run, outputOf(facts.output));
  yield statusUpdate(run, statusOf(facts));
}

/** Turns events into what A2A tells, in their order. */
class Tale {
  readonly #run: RunRow;
  readonly #publicUrl: string;
  /** Questions and answers so far. */
  readonly #asked: RunEvent[];
  #state: TaskState;

  constructor(run: RunRow, events: readonly RunEvent[], publicUrl: string) {
    this.#run = run;
    this.#publicUrl = publicUrl;
    this.#asked = events.filter(({ type }) => type.startsWith('permission.'));
    this.#state = taskStateOf(run);
  }

  *tell(event: RunEvent): Generator<StreamResponse, void> {
    const run = this.#run;
    const { type } = event;
    if (type === 'message') yield this.#status(event, saidBy(run, event));
    if (type === 'artifact') yield artifactUpdate(run, artifactOf({ run, publicUrl: this.#publicUrl }, event));
    if (type === 'permission.requested' || type === 'permission.resolved') this.#asked.push(event);
    if (type === 'permission.resolved') yield* this.#askNext(event);
    if (type === 'state') yield* this.#move(event);
  }

  /** Of several questions the next is asked when one is answered; after the last the agent works, whatever it says first. */
  *#askNext(event: RunEvent): Generator<StreamResponse, void> {
    if (!isInterrupted(this.#state)) return;
    const question = questionIn(this.#asked);
    if (question === null) this.#state = TaskState.TASK_STATE_WORKING;
    yield this.#status(event, question === null ? undefined : askedBy(this.#run, question));
  }

  *#move(event: RunEvent): Generator<StreamResponse, void> {
    const { state, message } = event.data;
    if (typeof state !== 'string' || isTerminalRun(state as RunState)) return;
    const next = taskStateOf({ state, message: typeof message === 'string' ? message : null });
    if (next === this.#state) return;
    const question = isInterrupted(next) ? questionIn(this.#asked) : null;
    // Told late: it was answered meanwhile.
    if (state === 'waiting' && message === 'approval' && question === null) return;
    this.#state = next;
    yield this.#status(event, question === null ? undefined : askedBy(this.#run, question));
  }

  #status({ at }: RunEvent, message: Message | undefined): StreamResponse {
    return statusUpdate(this.#run, { state: this.#state, timestamp: new Date(at).toISOString(), message });
  }
}

function statusUpdate(run: RunRow, status: TaskStatus): StreamResponse {
  const value = { taskId: run.id, contextId: contextOfRun(run), status, metadata: undefined };
  return { payload: { $case: 'statusUpdate', value } };
}

function artifactUpdate(run: RunRow, artifact: Artifact): StreamResponse {
  const about = { taskId: run.id, contextId: contextOfRun(run), metadata: undefined };
  return { payload: { $case: 'artifactUpdate', value: { ...about, artifact, append: false, lastChunk: true } } };
}

export interface SettleWish extends StreamWish {
  /** `end`: only that counts. `next`: what it waits for now was answered just before. `any`: it may wait already. */
  readonly counts: 'end' | 'next' | 'any';
}

/** Resolves once the task has ended or waits for its client, or the signal has aborted. */
export async function untilSettled(deps: StreamDeps, wish: SettleWish): Promise<void> {
  for await (const { payload } of streamTask(deps, wish)) {
    if (wish.counts === 'end' || (wish.counts === 'next' && payload?.$case === 'task')) continue;
    const state = payload?.$case === 'task' || payload?.$case === 'statusUpdate' ? payload.value.status?.state : null;
    if (state && isInterrupted(state)) return;
  }
}
