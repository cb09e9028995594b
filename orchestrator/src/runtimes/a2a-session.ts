import { join } from 'node:path';
import { WheelhouseError } from '@wheelhouse/protocol';
import { z } from 'zod';
import { openRemoteAgent, wordsOf } from '../a2a-bridge/remote-agent.ts';
import {
  artifactMethod,
  askMethod,
  fileNamePattern,
  taskMethod,
  type RemoteConfig,
  type RemoteTask,
} from '../a2a-bridge/wire.ts';
import { AcpSession, type AcpExtension } from './acp-session.ts';
import type { PermissionPolicy } from './acp-permissions.ts';
import type { AgentProcess, RunContext, RuntimeSession, RuntimeVerdict } from './adapter.ts';
import { cleanText } from './event-data.ts';

export interface A2aSessionOptions {
  readonly remote: RemoteConfig;
  readonly artifactsDir: string;
  readonly permissions: PermissionPolicy;
}

/** Longest that we try to end a remote task whose bridge is gone. */
export const cancelTimeoutMs = 5000;

const TaskParams: z.ZodType<RemoteTask> = z.strictObject({
  taskId: z.string().min(1).max(1024),
  contextId: z.string().max(1024),
  hasEnded: z.boolean(),
});
const ArtifactParams = z.strictObject({
  name: z.string().regex(fileNamePattern),
  mediaType: z.string().min(1).max(128),
});
const QuestionParams = z.strictObject({ text: z.string().max(65_536) });

interface OpenQuestion {
  readonly request: string;
  answer(text: string): void;
}

/**
 * The bridge's session, and what the bridge cannot do: ask people for words, and cancel the remote task when it was killed
 * before it could do that itself.
 */
export class A2aSession implements RuntimeSession {
  readonly started: Promise<void>;
  readonly outcome: Promise<RuntimeVerdict>;
  readonly #acp: AcpSession;
  readonly #context: RunContext;
  readonly #options: A2aSessionOptions;
  #task: RemoteTask | null = null;
  #question: OpenQuestion | null = null;
  #asked = 0;
  /** The bridge has the prompt and has not said what became of it. */
  #isUnderWay = false;
  #isDisposed = false;
  #cancelling: Promise<void> | null = null;

  constructor(process: AgentProcess, context: RunContext, options: A2aSessionOptions) {
    this.#context = context;
    this.#options = options;
    this.#acp = new AcpSession(process, context, {
      prompt: [{ type: 'text', text: context.spec.prompt ?? '' }],
      // Reading the card is part of it.
      handshakeTimeoutMs: options.remote.timeoutMs + 30_000,
      permissions: options.permissions,
      extensions: [this.#tasks(), this.#artifacts(), this.#questions()],
    });
    this.started = this.#acp.started;
    this.outcome = this.#acp.outcome;
    void this.started.then(
      () => (this.#isUnderWay = true),
      () => undefined,
    );
    void this.outcome.then(() => (this.#isUnderWay = false));
    void process.exited.then(() => this.cancelRemote());
  }

  interrupt(): Promise<void> {
    return this.#acp.interrupt();
  }

  /** Answers the agent's question, if there is one; else it is a further message. */
  send(text: string): Promise<void> {
    const question = this.#question;
    if (question === null) return this.#acp.send(text);
    this.#question = null;
    question.answer(text);
    return Promise.resolve();
  }

  respond(request: string, option: string): Promise<void> {
    return this.#acp.respond(request, option);
  }

  part(): Promise<void> {
    return this.cancelRemote();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#acp.dispose();
    void this.cancelRemote();
  }

  /** Ends the remote task unless it is known to have ended. Never rejects; takes 5 s at most. */
  cancelRemote(): Promise<void> {
    this.#cancelling ??= this.#cancelOnce();
    return this.#cancelling;
  }

  async #cancelOnce(): Promise<void> {
    const isLost = this.#isUnderWay && !this.#isDisposed;
    // The last that the bridge said may still be on its way to us.
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const task = this.#task;
    if (task === null && isLost) this.#warn('the remote agent may have taken up a task that could not be cancelled');
    if (task === null || task.hasEnded) return;
    const { remote } = this.#options;
    const patience = { ...remote, timeoutMs: Math.min(remote.timeoutMs, cancelTimeoutMs / 2) };
    try {
      const { client } = await openRemoteAgent(patience, this.#context.secrets);
      await client.cancelTask({ tenant: '', id: task.taskId, metadata: undefined });
    } catch (error) {
      // It may have ended by itself meanwhile.
      if (error instanceof Error && /^Task(NotCancelable|NotFound)Error$/.test(error.name)) return;
      this.#warn(`the remote task ${task.taskId} may go on: it could not be cancelled (${wordsOf(error)})`);
    }
  }

  #warn(text: string): void {
    this.#context.emit({ type: 'notice', data: { level: 'warning', text: cleanText(text) } });
  }

  #tasks(): AcpExtension {
    return {
      method: taskMethod,
      handle: (params) => {
        this.#task = TaskParams.parse(params);
        const { taskId, contextId } = this.#task;
        this.#context.keepSession(JSON.stringify({ taskId, contextId }));
        return Promise.resolve({});
      },
    };
  }

  #artifacts(): AcpExtension {
    return {
      method: artifactMethod,
      handle: async (params) => {
        const { name, mediaType } = ArtifactParams.parse(params);
        await this.#context.publishArtifact({ name, mediaType, path: join(this.#options.artifactsDir, name) });
        return {};
      },
    };
  }

  #questions(): AcpExtension {
    return {
      method: askMethod,
      handle: (params) => {
        const { text } = QuestionParams.parse(params);
        if (this.#question !== null) return Promise.reject(new WheelhouseError('CONFLICT', 'a question is open'));
        this.#asked += 1;
        const request = `input-${this.#asked}`;
        return new Promise((resolve) => {
          this.#question = { request, answer: (said) => resolve({ text: said }) };
          this.#context.emit({ type: 'input.requested', data: { request, text: cleanText(text) } });
        });
      },
    };
  }
}

const settleMs = 20;
