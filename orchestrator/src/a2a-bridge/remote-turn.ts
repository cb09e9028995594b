import { randomUUID } from 'node:crypto';
import { Role, TaskState, type Part, type SendMessageRequest } from '@a2a-js/sdk';
import {
  methods,
  RequestError,
  type AgentContext,
  type RequestPermissionRequest,
  type StopReason,
} from '@agentclientprotocol/sdk';
import type { ArtifactFiles } from './artifact-files.ts';
import { choiceIn, wordsAsked } from './question.ts';
import { wordsOf, type RemoteAgent } from './remote-agent.ts';
import { hasEnded, isAsking, TaskTale, textOf, type Standing, type Told } from './task-tale.ts';
import { artifactMethod, askMethod, taskFailedErrorCode, taskMethod } from './wire.ts';

export interface TurnDeps {
  readonly remote: RemoteAgent;
  readonly client: AgentContext;
  readonly sessionId: string;
  readonly files: ArtifactFiles;
  /** Of the earlier turns; empty for the first. */
  readonly contextId: string;
  /** Aborts when the turn is cancelled. */
  readonly signal: AbortSignal;
}

const firstPollMs = 300;
const maxPollMs = 10_000;
/** So many polls in a row may fail before the remote agent counts as lost. */
const maxFailures = 5;
/** A message that is on its way when the turn is cancelled: what it made must be known to be cancelled too. */
const answerGraceMs = 1000;
const maxQuestion = 16_384;

/** One turn: a message to the remote agent, and everything that becomes of it. */
export class RemoteTurn {
  readonly #deps: TurnDeps;
  readonly #tale = new TaskTale();
  readonly #give = new AbortController();
  #reported = '';
  /** The question that was answered last: the task may still show it for a moment. */
  #answered = '';

  constructor(deps: TurnDeps) {
    this.#deps = deps;
    const { signal } = deps;
    const giveUp = (): void => {
      setTimeout(() => this.#give.abort(), this.#tale.standing === null ? answerGraceMs : 0).unref();
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  }

  get contextId(): string {
    return this.#tale.standing?.contextId ?? this.#deps.contextId;
  }

  async run(text: string): Promise<StopReason> {
    let parts: readonly Part[] | null = [textPart(text)];
    while (parts !== null) {
      try {
        await this.#send(parts);
        await this.#poll();
      } catch (error) {
        if (!this.#deps.signal.aborted) throw failed(`the remote agent: ${wordsOf(error)}`);
      }
      if (this.#deps.signal.aborted) return this.#cancel();
      const { standing } = this.#tale;
      // A message alone: there is no task.
      if (standing === null) return 'end_turn';
      if (hasEnded(standing.state)) return verdictOf(standing);
      parts = await this.#answer(standing);
    }
    return this.#cancel();
  }

  async #send(parts: readonly Part[]): Promise<void> {
    const { client, streams } = this.#deps.remote;
    const request = requestOf(parts, this.#tale.standing, this.#deps.contextId);
    const options = { signal: this.#give.signal };
    if (!streams) {
      const result = await client.sendMessage(request, options);
      const isMessage = 'messageId' in result;
      return this.#tell(
        isMessage ? this.#tale.take({ payload: { $case: 'message', value: result } }) : this.#tale.takeTask(result),
      );
    }
    const before = this.#tale.standing;
    try {
      for await (const step of client.sendMessageStream(request, options)) {
        await this.#tell(this.#tale.take(step));
        const { standing } = this.#tale;
        if (this.#deps.signal.aborted || (standing !== null && this.#waits(standing))) return;
      }
    } catch (error) {
      // A stream that broke is gone on with by asking; what was never taken is not.
      if (this.#tale.standing === before) throw error;
    }
  }

  /** Asks until the task has ended or waits for us; nothing to do where a stream has told so. */
  async #poll(): Promise<void> {
    let failures = 0;
    for (let pauseMs = firstPollMs; ; pauseMs = Math.min(pauseMs * 1.5, maxPollMs)) {
      const { standing } = this.#tale;
      if (standing === null || hasEnded(standing.state) || this.#waits(standing)) return;
      await pause(pauseMs, this.#deps.signal);
      if (this.#deps.signal.aborted) return;
      try {
        const task = await this.#deps.remote.client.getTask({ tenant: '', id: standing.taskId });
        await this.#tell(this.#tale.takeTask(task));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures >= maxFailures) throw error;
      }
    }
  }

  #waits({ state, message }: Standing): boolean {
    return isAsking(state) && (this.#answered === '' || message?.messageId !== this.#answered);
  }

  async #tell(told: readonly Told[]): Promise<void> {
    await this.#report();
    const { client, sessionId, files } = this.#deps;
    for (const one of told) {
      if (one.kind === 'text') {
        const update = {
          sessionUpdate: 'agent_message_chunk' as const,
          content: { type: 'text' as const, text: `${one.text}\n` },
        };
        await client.notify(methods.client.session.update, { sessionId, update });
        continue;
      }
      for (const file of await files.write(one.artifact)) await client.request(artifactMethod, file);
    }
  }

  /** Lets the host know which task it would have to cancel. */
  async #report(): Promise<void> {
    const { standing } = this.#tale;
    if (standing === null) return;
    const { taskId, contextId } = standing;
    const params = { taskId, contextId, hasEnded: hasEnded(standing.state) };
    const report = JSON.stringify(params);
    if (report === this.#reported) return;
    this.#reported = report;
    await this.#deps.client.request(taskMethod, params);
  }

  /** @returns what to say to the agent; null where nobody answers */
  async #answer(standing: Standing): Promise<readonly Part[] | null> {
    const { client, sessionId, signal: cancellationSignal } = this.#deps;
    this.#answered = standing.message?.messageId ?? '';
    if (standing.state === TaskState.TASK_STATE_AUTH_REQUIRED) {
      await this.#cancel();
      throw RequestError.authRequired(undefined, wordsAsked(standing));
    }
    try {
      const choice = choiceIn(standing);
      if (choice === null) {
        const question = { text: wordsAsked(standing).slice(0, maxQuestion) };
        const answer = await client.request(askMethod, question, { cancellationSignal });
        return [textPart((answer as { readonly text: string }).text)];
      }
      const toolCall = { toolCallId: choice.request, title: choice.title };
      const asked: RequestPermissionRequest = { sessionId, toolCall, options: [...choice.options] };
      const { outcome } = await client.request(methods.client.session.requestPermission, asked, {
        cancellationSignal,
      });
      if (outcome.outcome !== 'selected') return null;
      return [dataPart({ request: choice.request, option: outcome.optionId })];
    } catch (error) {
      if (cancellationSignal.aborted) return null;
      throw error;
    }
  }

  /** Ends what is under way. Where that cannot be done the host is not told of an end, and tries again itself. */
  async #cancel(): Promise<StopReason> {
    const { standing } = this.#tale;
    if (standing === null || hasEnded(standing.state)) return 'cancelled';
    try {
      const params = { tenant: '', id: standing.taskId, metadata: undefined };
      await this.#tell(this.#tale.takeTask(await this.#deps.remote.client.cancelTask(params)));
    } catch (error) {
      process.stderr.write(`the remote task could not be cancelled: ${wordsOf(error)}\n`);
    }
    return 'cancelled';
  }
}

function verdictOf(standing: Standing): StopReason {
  const words = standing.message === undefined ? '' : textOf(standing.message);
  if (standing.state === TaskState.TASK_STATE_COMPLETED) return 'end_turn';
  throw failed(`the remote ${endings.get(standing.state) ?? 'task failed'}${words && `: ${words}`}`);
}

const endings: ReadonlyMap<TaskState, string> = new Map([
  [TaskState.TASK_STATE_REJECTED, 'agent rejected the task'],
  [TaskState.TASK_STATE_CANCELED, 'task was canceled there'],
]);

function failed(message: string): RequestError {
  return new RequestError(taskFailedErrorCode, message, { code: 'EXIT_NONZERO' });
}

function requestOf(parts: readonly Part[], standing: Standing | null, contextId: string): SendMessageRequest {
  return {
    tenant: '',
    metadata: undefined,
    configuration: undefined,
    message: {
      messageId: randomUUID(),
      contextId: standing?.contextId ?? contextId,
      taskId: standing?.taskId ?? '',
      role: Role.ROLE_USER,
      parts: [...parts],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    },
  };
}

function textPart(value: string): Part {
  return { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: 'text/plain' };
}

function dataPart(value: object): Part {
  return { content: { $case: 'data', value }, metadata: undefined, filename: '', mediaType: 'application/json' };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
