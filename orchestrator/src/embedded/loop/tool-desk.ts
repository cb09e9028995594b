import type { ToolKind } from '@agentclientprotocol/sdk';
import { tool, type Tool } from 'ai';
import type { z } from 'zod';
import { abortable } from '../abortable.ts';
import { messageOf } from '../failure.ts';
import type { StepContext } from '../step-context.ts';
import { clip } from './clip.ts';

/** The most of one tool's output that the model gets to see. */
export const maxResultChars = 16_000;

export interface ToolContext {
  readonly id: string;
  readonly workDir: string;
  readonly artifactsDir: string;
  readonly childEnv: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Shows output while the tool runs. */
  output(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  readonly publish: StepContext['publish'];
  /** What people choose; null where nobody did. */
  choose(question: string, options: readonly string[]): Promise<string | null>;
  /** What people say; null where nobody did. */
  inquire(question: string): Promise<string | null>;
  /** Shows text as the agent's own. */
  say(text: string): Promise<void>;
}

/** One tool of the loop. */
export interface LoopTool<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly kind: ToolKind;
  /** It changes something: people may have to allow it first. */
  readonly changes?: true;
  /** What a person reads. */
  title(input: Input): string;
  /** Resolves with what the model is told. Throws, which the model is told too. */
  work(input: Input, context: ToolContext): Promise<string>;
}

export interface ToolDeskDeps extends Omit<ToolContext, 'id' | 'signal' | 'output'> {
  readonly reporter: {
    begin(id: string, start: { title: string; kind: ToolKind; input: unknown }): Promise<void>;
    output(id: string, stream: string, text: string): Promise<void>;
    end(id: string, status: 'completed' | 'failed', text: string): Promise<void>;
  };
  /** Resolves when the call, and all that the model said before it, was told. */
  called(id: string): Promise<void>;
  /** What neither the model nor anybody else is told: the agent's own token. */
  readonly hidden: string;
  /** Whether people allow it. */
  permit(id: string, start: { tool: string; title: string; kind: ToolKind; input: unknown }): Promise<boolean>;
}

/** Where the tools work: one after the other, however many the model calls at a time, each told as it begins and ends. */
export class ToolDesk {
  readonly #deps: ToolDeskDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: ToolDeskDeps) {
    this.#deps = deps;
  }

  offer<Input>(spec: LoopTool<Input>): Tool<Input, string> {
    return tool<Input, string>({
      description: spec.description,
      inputSchema: spec.input,
      execute: (input, { toolCallId, abortSignal }) => {
        const signal = abortSignal ?? new AbortController().signal;
        const work = this.#last.then(() => this.#work(spec, input, { id: toolCallId, signal }));
        this.#last = work.catch(() => undefined);
        return work;
      },
    });
  }

  async #work<Input>(
    spec: LoopTool<Input>,
    input: Input,
    { id, signal }: { readonly id: string; readonly signal: AbortSignal },
  ): Promise<string> {
    const deps = this.#deps;
    const { reporter } = deps;
    await abortable(deps.called(id), signal);
    const start = { title: spec.title(input), kind: spec.kind, input: shortInput(input) };
    await reporter.begin(id, start);
    try {
      if (spec.changes === true && !(await abortable(deps.permit(id, { tool: spec.name, ...start }), signal)))
        throw new Error('people did not allow this; do without it, or finish and say what is missing');
      const output: ToolContext['output'] = (stream, text) => reporter.output(id, stream, text);
      const result = await abortable(spec.work(input, { ...deps, id, signal, output }), signal);
      const told = clip(this.#hide(result), maxResultChars);
      await reporter.end(id, 'completed', clip(told, maxShownChars));
      return told;
    } catch (error) {
      const message = clip(signal.aborted ? 'cancelled' : this.#hide(messageOf(error)), maxResultChars);
      await reporter.end(id, 'failed', clip(message, maxShownChars));
      throw new Error(message, { cause: error });
    }
  }

  #hide(text: string): string {
    return text.replaceAll(this.#deps.hidden, '[redacted]');
  }
}

/** Of a result, and of each text of an input, in events. */
const maxShownChars = 4000;

function shortInput(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    typeof value === 'string' ? clip(value, maxShownChars) : (value as unknown),
  ]);
  return Object.fromEntries(entries) as unknown;
}
