import type {
  AgentCard,
  CancelTaskRequest,
  GetTaskRequest,
  ListTasksRequest,
  ListTasksResponse,
  Message,
  SendMessageRequest,
  StreamResponse,
  SubscribeToTaskRequest,
  Task,
} from '@a2a-js/sdk';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import { isTerminalRun, permits, RunId, WheelhouseError, type RunState } from '@wheelhouse/protocol';
import type { WorkspaceCaller } from '../issue/caller.ts';
import type { IssueDeps } from '../issue/issue-command.ts';
import { commandOwnRun, findRun, getRun, killRun, spawnRun } from '../runs/service.ts';
import type { RunRow } from '../runs/view.ts';
import { agentCard, extendedCard, publicCard, type CardFacts } from './agent-card.ts';
import { listTasksPage } from './list-tasks.ts';
import { messageOf, saidIn, spawnIn } from './read-message.ts';
import { readFacts, readTask } from './read-task.ts';
import { A2aRefusal, refusalOf, type Subject } from './refusal.ts';
import { listAgentLines, type AgentLine } from './store.ts';
import { streamTask, untilSettled, type SettleWish, type StreamDeps } from './task-stream.ts';
import { contextOfRun, questionIn } from './task-view.ts';

/** A `SendMessage` that waits answers by then with the task as it stands. */
export const sendWaitMs = 300_000;
/** A `CancelTask` waits that long for the end of the run. */
export const cancelWaitMs = 10_000;

export interface A2aDeps extends StreamDeps {
  readonly issue: IssueDeps;
  readonly card: CardFacts;
}

/** One call of somebody known. */
export interface A2aCall {
  readonly caller: WorkspaceCaller;
  /** The agent that the endpoint is for; null = all of the workspace. */
  readonly agent: AgentLine | null;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  /** With the rights of this moment. */
  rights(): Promise<WorkspaceCaller | null>;
  /** Told what was refused; a fault that is no refusal is told as it is. */
  onRefusal(error: unknown): void;
  /** The call changes nothing. */
  onRead(): void;
}

/** A2A's operations over the use cases that the REST routes have, for one call. */
export class A2aRequests implements A2ARequestHandler {
  readonly #deps: A2aDeps;
  readonly #call: A2aCall;

  constructor(deps: A2aDeps, call: A2aCall) {
    this.#deps = deps;
    this.#call = call;
  }

  getAgentCard(): Promise<AgentCard> {
    return Promise.resolve(publicCard(this.#deps.card));
  }

  getAuthenticatedExtendedAgentCard(): Promise<AgentCard> {
    const { card, db } = this.#deps;
    const { agent, caller } = this.#call;
    return this.#reading('new', async () => {
      if (agent !== null) return agentCard(card, agent);
      const isAllowed = permits(caller.permissions, 'agents:read:any');
      return extendedCard(card, isAllowed ? await listAgentLines(db, caller) : []);
    });
  }

  sendMessage(request: SendMessageRequest): Promise<Message | Task> {
    return this.#trying(subjectOf(request), async () => {
      const before = await this.#take(request);
      const { returnImmediately = false, historyLength } = request.configuration ?? {};
      if (!returnImmediately) await this.#settle(before, sendWaitMs, request.message?.taskId === '' ? 'any' : 'next');
      return readTask(this.#deps, this.#call.caller, { run: await this.#again(before), historyLength });
    });
  }

  async *sendMessageStream(request: SendMessageRequest): AsyncGenerator<StreamResponse, void, undefined> {
    const run = await this.#trying(subjectOf(request), () => this.#take(request));
    yield* this.#stream(run);
  }

  getTask({ id, historyLength }: GetTaskRequest): Promise<Task> {
    return this.#reading('task', async () => {
      const run = await this.#find(id);
      return readTask(this.#deps, this.#call.caller, { run, historyLength });
    });
  }

  listTasks(request: ListTasksRequest): Promise<ListTasksResponse> {
    const { caller, agent } = this.#call;
    return this.#reading('new', () => listTasksPage(this.#deps, caller, { request, agent: agent?.name ?? null }));
  }

  cancelTask({ id }: CancelTaskRequest): Promise<Task> {
    return this.#trying('cancel', async () => {
      const run = await this.#find(id);
      this.#require('runs:kill:any');
      await killRun(this.#deps.issue, this.#call.caller, run.id, { reason: 'canceled over A2A' });
      await this.#settle(run, cancelWaitMs, 'end');
      return readTask(this.#deps, this.#call.caller, { run: await this.#again(run) });
    });
  }

  async *resubscribe({ id }: SubscribeToTaskRequest): AsyncGenerator<StreamResponse, void, undefined> {
    const run = await this.#reading('task', async () => {
      const found = await this.#find(id);
      if (!isTerminalRun(found.state as RunState)) return found;
      throw new A2aRefusal('unsupported', 'ALREADY_TERMINAL', 'the task has ended: nothing more will be told of it');
    });
    yield* this.#stream(run);
  }

  createTaskPushNotificationConfig(): Promise<never> {
    return this.#noPush();
  }

  getTaskPushNotificationConfig(): Promise<never> {
    return this.#noPush();
  }

  listTaskPushNotificationConfigs(): Promise<never> {
    return this.#noPush();
  }

  deleteTaskPushNotificationConfig(): Promise<never> {
    return this.#noPush();
  }

  #noPush(): Promise<never> {
    return this.#trying('new', () =>
      Promise.reject(new A2aRefusal('no-push', 'UNSUPPORTED', 'push notifications are not sent; subscribe instead')),
    );
  }

  /** The run that the message made, or that it was said to. */
  async #take(request: SendMessageRequest): Promise<RunRow> {
    const message = messageOf(request);
    if (message.taskId !== '') return this.#say(message);
    this.#require('runs:create');
    const { caller, agent } = this.#call;
    const wish = spawnIn(request, { agent: agent?.name ?? null, principalId: caller.principalId });
    const { runId } = await spawnRun(this.#deps.issue, caller, wish);
    if (runId === null) throw new WheelhouseError('INTERNAL', 'a spawn names no run');
    return this.#find(runId);
  }

  async #say(message: Message): Promise<RunRow> {
    const { caller } = this.#call;
    const run = await this.#find(message.taskId);
    if (message.contextId !== '' && message.contextId !== contextOfRun(run)) {
      throw new A2aRefusal('malformed', 'INVALID', 'message.contextId is not that of the task');
    }
    if (isTerminalRun(run.state as RunState)) throw new WheelhouseError('ALREADY_TERMINAL');
    const { events } = await readFacts(this.#deps, caller, run);
    const said = saidIn(message, questionIn(events));
    if (said.kind === 'input') {
      this.#require('runs:input:any');
      const body = { verb: 'agent.input', text: said.text } as const;
      await commandOwnRun(this.#deps.issue, caller, run.id, { action: 'input', body });
    } else {
      this.#require('runs:approve:any');
      const body = { verb: 'agent.approve', request: said.request, option: said.option } as const;
      await commandOwnRun(this.#deps.issue, caller, run.id, { action: 'approve', body });
    }
    return run;
  }

  /** @throws WheelhouseError NOT_FOUND, also for a run of another agent than the endpoint's */
  async #find(id: string): Promise<RunRow> {
    const { caller, agent } = this.#call;
    if (!RunId.safeParse(id).success) throw new WheelhouseError('NOT_FOUND');
    const run = await getRun(this.#deps.db, caller, id);
    if (agent !== null && run.agentName !== agent.name) throw new WheelhouseError('NOT_FOUND');
    return run;
  }

  async #again(run: RunRow): Promise<RunRow> {
    return (await findRun(this.#deps.db, this.#call.caller, run.id)) ?? run;
  }

  /** @throws WheelhouseError NOT_AUTHORIZED, as the route of that permission would */
  #require(permission: string): void {
    if (!permits(this.#call.caller.permissions, permission)) throw new WheelhouseError('NOT_AUTHORIZED');
  }

  #stream(run: RunRow): AsyncGenerator<StreamResponse, void> {
    const { caller, signal } = this.#call;
    return streamTask(this.#deps, { run, caller, signal, rights: () => this.#call.rights() });
  }

  async #settle(run: RunRow, timeoutMs: number, counts: SettleWish['counts']): Promise<void> {
    const { caller } = this.#call;
    const signal = AbortSignal.any([this.#call.signal, AbortSignal.timeout(timeoutMs)]);
    await untilSettled(this.#deps, { run, caller, signal, rights: () => this.#call.rights(), counts });
  }

  #reading<T>(subject: Subject, work: () => Promise<T>): Promise<T> {
    this.#call.onRead();
    return this.#trying(subject, work);
  }

  /** Every refusal is told to the call, and leaves in the words of A2A. */
  async #trying<T>(subject: Subject, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refusal = refusalOf(error, subject);
      this.#call.onRefusal(refusal ?? error);
      throw refusal?.told ?? error;
    }
  }
}

function subjectOf({ message }: SendMessageRequest): Subject {
  return message === undefined || message.taskId === '' ? 'new' : 'task';
}
