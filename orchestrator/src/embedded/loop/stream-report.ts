import type { FinishReason, LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import { messageOf } from '../failure.ts';
import type { SessionUpdates } from '../session-updates.ts';
import { usageMetaKey, type AnswerUsage } from '../wire.ts';
import { TextFlow } from './text-flow.ts';

interface Called {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly invalid?: boolean | undefined;
  readonly error?: unknown;
}

/** Tells the host what a model's stream brings, and remembers how it ended. The tools tell of themselves. */
export class StreamReport {
  readonly #updates: SessionUpdates;
  readonly #model: string;
  readonly #message: TextFlow;
  readonly #thought: TextFlow;
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #finishReason: FinishReason | null = null;
  #hasFinished = false;
  #saidSomething = false;
  #error: unknown = null;

  constructor(updates: SessionUpdates, model: string) {
    this.#updates = updates;
    this.#model = model;
    this.#message = new TextFlow((text) => updates.message(text));
    this.#thought = new TextFlow((text) =>
      updates.send({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text } }),
    );
  }

  /** Null where nothing went wrong. */
  get error(): unknown {
    return this.#error;
  }

  /** Of the last answer. */
  get finishReason(): FinishReason | null {
    return this.#finishReason;
  }

  /** Whether the model said by its tool that it is done. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Whether the last answer had words. */
  get saidSomething(): boolean {
    return this.#saidSomething;
  }

  /** Resolves when the call of a tool, and everything before it, was told. */
  seen(toolCallId: string): Promise<void> {
    if (this.#seen.has(toolCallId)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(toolCallId, resolve));
  }

  async take(part: TextStreamPart<ToolSet>): Promise<void> {
    if (part.type === 'start-step') this.#saidSomething = false;
    else if (part.type === 'text-delta') await this.#say(part.text);
    else if (part.type === 'reasoning-delta') await this.#think(part.text);
    else if (part.type === 'tool-call') await this.#call(part);
    else if (part.type === 'tool-result') this.#hasFinished ||= part.toolName === 'finish';
    else if (part.type === 'error') this.#error ??= part.error;
    else if (part.type === 'finish-step') {
      await this.end();
      this.#finishReason = part.finishReason;
      await this.#usage(part.usage, part.response.modelId || this.#model);
    }
  }

  /** Tells what was gathered. */
  async end(): Promise<void> {
    await this.#thought.flush();
    await this.#message.flush();
  }

  async #say(text: string): Promise<void> {
    await this.#thought.flush();
    this.#saidSomething ||= text.trim() !== '';
    this.#message.add(text);
  }

  async #think(text: string): Promise<void> {
    await this.#message.flush();
    this.#thought.add(text);
  }

  async #call({ toolCallId, toolName, invalid, error }: Called): Promise<void> {
    await this.end();
    // A tool that is not there, or an input that it does not take: nothing begins that would tell of itself.
    if (invalid === true) {
      const status = 'in_progress';
      await this.#updates.send({ sessionUpdate: 'tool_call', toolCallId, title: toolName, kind: 'other', status });
      await this.#updates.endTool(toolCallId, 'failed', messageOf(error).slice(0, 4000));
    }
    this.#seen.add(toolCallId);
    this.#waiting.get(toolCallId)?.();
  }

  async #usage(usage: LanguageModelUsage, model: string): Promise<void> {
    const { noCacheTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage.inputTokenDetails;
    const inputTokens = usage.inputTokens ?? 0;
    const used: AnswerUsage = {
      model,
      inputTokens: noCacheTokens ?? Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens),
      outputTokens: usage.outputTokens ?? 0,
      cacheReadTokens,
      cacheWriteTokens,
    };
    await this.#updates.send({
      sessionUpdate: 'usage_update',
      used: inputTokens + used.outputTokens,
      // Nobody tells us how much the model can read at a time.
      size: 0,
      _meta: { [usageMetaKey]: used },
    });
  }
}
