import { createHash } from 'node:crypto';
import { Role, type Message, type Part, type SendMessageRequest } from '@a2a-js/sdk';
import { AgentSpawn, NameToken, spokeApi } from '@wheelhouse/protocol';
import { z } from 'zod';
import { A2aRefusal } from './refusal.ts';

/** Label of a run that keeps the context its client put it in. */
export const contextLabel = 'a2a-context';

/** What a data part may say about new work. */
const WorkData = AgentSpawn.pick({ task: true, args: true, source: true, limits: true }).partial();
/** What a data part may say to an agent that asked. */
const AnswerData = z.strictObject({ request: NameToken.optional(), option: NameToken });

export interface OpenQuestion {
  readonly request: string;
  readonly title: string;
  readonly options: readonly { readonly option: string; readonly name: string; readonly kind: string }[];
}

export type Said =
  | { readonly kind: 'input'; readonly text: string }
  | { readonly kind: 'answer'; readonly request: string; readonly option: string };

/** @throws A2aRefusal where it is no message of a client */
export function messageOf(request: SendMessageRequest): Message {
  const { message } = request;
  if (message === undefined) throw malformed('params.message is missing');
  if (message.messageId === '') throw malformed('message.messageId is missing');
  if (message.role !== Role.ROLE_USER) throw malformed('message.role must be ROLE_USER');
  if (message.parts.length === 0) throw malformed('message.parts is empty');
  return message;
}

/**
 * The spawn that a message asks for. Its text parts, a line each, are the prompt; a data part may say more. Pure.
 * @param asked the agent that the endpoint is for; null where the message says it in its metadata
 * @throws A2aRefusal
 */
export function spawnIn(
  request: SendMessageRequest,
  wish: { readonly agent: string | null; readonly principalId: string },
): spokeApi.SpawnRequest {
  const message = messageOf(request);
  const { text, data } = contentOf(message.parts);
  const agent = wish.agent ?? agentIn(request);
  const spawn = spokeApi.SpawnRequest.safeParse({
    agent,
    idem: idemOf(message.messageId, wish.principalId),
    ...(text === '' ? {} : { prompt: text }),
    ...parsed(WorkData, data),
    ...(message.contextId === '' ? {} : { labels: { [contextLabel]: message.contextId } }),
  });
  if (!spawn.success) throw malformed(wordsOf(spawn.error));
  return spawn.data;
}

function agentIn({ message, metadata }: SendMessageRequest): string {
  const named: unknown = message?.metadata?.['agent'] ?? metadata?.['agent'];
  if (typeof named === 'string' && named !== '') return named;
  throw malformed('say in metadata.agent which agent is meant, or use an endpoint of one agent');
}

/**
 * What a message says to a run: an answer to what its agent asks, by the option's name in text or data, or else further
 * input. Pure.
 * @throws A2aRefusal for text that is no answer while an answer is waited for
 */
export function saidIn(message: Message, question: OpenQuestion | null): Said {
  const { text, data } = contentOf(message.parts);
  if (data !== null) {
    const { option, request = question?.request } = parsed(AnswerData, data);
    if (request === undefined) throw malformed('nothing is asked that could be answered');
    return { kind: 'answer', request, option };
  }
  if (text === '') throw malformed('the message says nothing');
  if (question === null) return { kind: 'input', text };
  const wanted = text.trim().toLowerCase();
  const chosen = question.options.find(({ option, name }) => [option, name].some((word) => same(word, wanted)));
  if (chosen !== undefined) return { kind: 'answer', request: question.request, option: chosen.option };
  throw malformed(`answer with one of: ${question.options.map(({ option }) => option).join(', ')}`);
}

function same(word: string, wanted: string): boolean {
  return word.trim().toLowerCase() === wanted;
}

function contentOf(parts: readonly Part[]): { readonly text: string; readonly data: unknown } {
  const texts: string[] = [];
  let data: unknown = null;
  for (const { content } of parts) {
    if (content?.$case === 'text') texts.push(content.value);
    else if (content?.$case === 'data' && data === null) data = content.value;
    else throw new A2aRefusal('content-type', 'UNSUPPORTED', 'only text parts and one data part are taken');
  }
  return { text: texts.join('\n'), data };
}

function parsed<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(data ?? {});
  if (!result.success) throw malformed(`the data part is not understood: ${wordsOf(result.error)}`);
  return result.data;
}

function wordsOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'it is not valid' : `${issue.path.join('.')}: ${issue.message}`;
}

/** Ids of messages are their clients' own: two principals never share a run by one. */
function idemOf(messageId: string, principalId: string): string {
  return `a2a.${createHash('sha256').update(`${principalId}\n${messageId}`).digest('hex')}`;
}

function malformed(message: string): A2aRefusal {
  return new A2aRefusal('malformed', 'INVALID', message);
}
