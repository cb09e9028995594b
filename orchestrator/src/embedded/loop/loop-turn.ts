import { mkdir } from 'node:fs/promises';
import { RequestError, type PromptResponse, type StopReason } from '@agentclientprotocol/sdk';
import { stepCountIs, streamText, type FinishReason, type ModelMessage } from 'ai';
import { publishTo } from '../publish.ts';
import { updatesTo } from '../session-updates.ts';
import type { LoopConfig } from '../config.ts';
import type { Turn } from '../turn.ts';
import { taskFailedErrorCode } from '../wire.ts';
import type { Conversation } from './conversation.ts';
import { fitMessages } from './fit-messages.ts';
import { instructionsFor } from './instructions.ts';
import { openModel } from './model.ts';
import { requestErrorOf } from './model-errors.ts';
import { peopleOf } from './people.ts';
import { StreamReport } from './stream-report.ts';
import { ToolDesk } from './tool-desk.ts';
import { toolsOf } from './tools.ts';

export interface LoopPrompt {
  readonly text: string;
  readonly conversation: Conversation;
  readonly settings: LoopConfig;
  /** Tools that people allowed for the whole session; further ones are added. */
  readonly allowed: Set<string>;
}

/** Tries again what the network or the provider did wrong, with growing pauses. */
const maxRetries = 2;

/** Lets the model work on a prompt with its tools, until it is done. Throws RequestError with what went wrong. */
export async function takePrompt(prompt: LoopPrompt, turn: Turn): Promise<PromptResponse> {
  try {
    return { stopReason: await followPrompt(prompt, turn) };
  } catch (error) {
    if (turn.signal.aborted) return { stopReason: 'cancelled' };
    throw error instanceof RequestError ? error : requestErrorOf(error);
  }
}

async function followPrompt(prompt: LoopPrompt, turn: Turn): Promise<StopReason> {
  const { settings, conversation } = prompt;
  // The SDK's warnings would go to our standard output, which is the protocol's.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  await mkdir(turn.config.artifactsDir, { recursive: true });
  const report = new StreamReport(updatesTo(turn.client, turn.sessionId), settings.model);
  const before: readonly ModelMessage[] = [...conversation.messages, { role: 'user', content: prompt.text }];
  await conversation.keep(before);
  const { model, maxOutputTokens, providerOptions } = openModel(settings);
  const { fullStream } = streamText({
    model,
    providerOptions,
    maxRetries,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    system: instructionsFor(turn.cwd, settings.system),
    messages: [...before],
    tools: toolsOf(deskOf(prompt, report, turn), settings.permissions, turn.config.door),
    stopWhen: [stepCountIs(settings.maxSteps), ({ steps }) => hasFinished(steps.at(-1))],
    abortSignal: turn.signal,
    prepareStep: ({ messages }) => ({ messages: marked(fitMessages(messages)) }),
    onStepFinish: ({ response }) => conversation.keep([...before, ...response.messages]),
    // Told as a part of the stream; the default would print it.
    onError: () => undefined,
  });
  for await (const part of fullStream) await report.take(part);
  await report.end();
  if (turn.signal.aborted) return 'cancelled';
  if (report.error !== null) throw report.error;
  return stopReasonOf(report);
}

function deskOf({ settings, allowed }: LoopPrompt, report: StreamReport, turn: Turn): ToolDesk {
  const { config, cwd, client } = turn;
  const updates = updatesTo(client, turn.sessionId);
  return new ToolDesk({
    ...peopleOf(turn, settings.permissions, allowed),
    workDir: cwd,
    artifactsDir: config.artifactsDir,
    childEnv: config.childEnv,
    publish: publishTo(client),
    hidden: settings.token,
    called: (id) => report.seen(id),
    say: (text) => updates.message(text),
    reporter: {
      begin: (toolCallId, { title, kind, input }) =>
        updates.send({
          sessionUpdate: 'tool_call',
          toolCallId,
          title,
          kind,
          rawInput: input,
          status: 'in_progress',
        }),
      output: (...told) => updates.append(...told),
      end: (...told) => updates.endTool(...told),
    },
  });
}

type Step = { readonly toolResults: readonly { readonly toolName: string }[] };
const hasFinished = (step: Step | undefined): boolean =>
  step?.toolResults.some(({ toolName }) => toolName === 'finish') ?? false;

/** Providers that keep what they have read keep it up to here; it costs a tenth when it is read again. */
function marked(messages: ModelMessage[]): ModelMessage[] {
  const last = messages.at(-1);
  if (last === undefined) return messages;
  const providerOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } };
  return [...messages.slice(0, -1), { ...last, providerOptions }];
}

interface Ended {
  readonly finishReason: FinishReason | null;
  readonly hasFinished: boolean;
  readonly saidSomething: boolean;
}

const stopReasons: Readonly<Partial<Record<FinishReason, StopReason>>> = {
  stop: 'end_turn',
  'tool-calls': 'max_turn_requests',
  length: 'max_tokens',
  'content-filter': 'refusal',
};

function stopReasonOf({ finishReason, hasFinished: isDone, saidSomething }: Ended): StopReason {
  if (isDone) return 'end_turn';
  const reason = stopReasons[finishReason ?? 'other'];
  if (reason === undefined)
    throw failure(`the model ended its answer without a reason that we know (${finishReason ?? 'none'})`);
  if (reason === 'end_turn' && !saidSomething) throw failure('the model answered with nothing');
  return reason;
}

function failure(message: string): RequestError {
  return new RequestError(taskFailedErrorCode, message, { code: 'EXIT_NONZERO' });
}
