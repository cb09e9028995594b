import { formatSSEErrorEvent, formatSSEEvent } from '@a2a-js/sdk';
import { JsonRpcTransportHandler, ServerCallContext, type A2ARequestHandler } from '@a2a-js/sdk/server';
import type { Code } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { A2aRefusal } from './refusal.ts';

/** A JSON-RPC 2.0 request; which parameters its method takes is the method's to say. */
export const RpcRequest = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(256), z.number().int(), z.null()]).optional(),
  method: z.string().min(1).max(128),
  params: z.record(z.string(), z.json()).optional(),
});
export type RpcRequest = z.infer<typeof RpcRequest>;

const rpcCodes = { parse: -32_700, request: -32_600, method: -32_601, params: -32_602, internal: -32_603 } as const;
const commentEveryMs = 15_000;

interface RpcAnswer {
  readonly jsonrpc: string;
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What became of a call, as its handler tells it: {@link A2aRefusal}, or a fault. */
export interface CallFate {
  refused: unknown;
}

export interface RpcCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: RpcRequest;
  readonly handler: A2ARequestHandler;
  readonly fate: CallFate;
  /** Aborts when the client is gone. */
  readonly gone: AbortSignal;
}

/**
 * Answers one call: a JSON-RPC answer with status 200, or server-sent events. Refusals are told inside of the answer;
 * faults are thrown, and leave as faults of HTTP do.
 */
export async function answerCall(call: RpcCall): Promise<FastifyReply> {
  const transport = new JsonRpcTransportHandler(call.handler);
  const context = new ServerCallContext({ requestedVersion: '1.0' });
  const answer: RpcAnswer | AsyncGenerator<RpcAnswer> = await transport.handle({ ...call.body }, context);
  if (!isStream(answer)) return answerOnce(call, answer);
  return answerStream(call, answer);
}

function isStream(answer: RpcAnswer | AsyncGenerator<RpcAnswer>): answer is AsyncGenerator<RpcAnswer> {
  return Symbol.asyncIterator in answer;
}

function answerOnce({ request, reply, fate }: RpcCall, answer: RpcAnswer): FastifyReply {
  if (fate.refused !== null && !(fate.refused instanceof A2aRefusal)) throw fate.refused as Error;
  if (answer.error === undefined) return send(reply, answer);
  request.answeredCode = fate.refused?.code ?? codeOf(answer.error);
  // Parameters that the SDK could not even read fail as its own faults do.
  if (fate.refused === null && rpcCodeOf(answer.error) === rpcCodes.internal) {
    return send(reply, { ...answer, error: { code: rpcCodes.params, message: 'Invalid parameters' } });
  }
  return send(reply, answer);
}

function codeOf(error: unknown): Code {
  return rpcCodeOf(error) === rpcCodes.method ? 'UNSUPPORTED' : 'INVALID';
}

function rpcCodeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

/** What fails before its first event is answered as any other call. */
async function answerStream(call: RpcCall, events: AsyncGenerator<RpcAnswer>): Promise<FastifyReply> {
  const { request, reply, body, fate, gone } = call;
  const { id = null } = body;
  let first: IteratorResult<RpcAnswer>;
  try {
    first = await events.next();
  } catch (error) {
    return answerOnce(call, { jsonrpc: '2.0', id, error: JsonRpcTransportHandler.mapToJSONRPCError(error) });
  }
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  const quiet = setInterval(() => gone.aborted || reply.raw.write(': quiet\n\n'), commentEveryMs);
  try {
    for (let step = first; !step.done; step = await events.next()) await write(call, formatSSEEvent(step.value));
  } catch (error) {
    request.log.warn({ event: 'stream_failed', requestId: request.id, err: fate.refused ?? error }, 'a stream broke');
    const told = { code: rpcCodes.internal, message: 'Internal error' };
    await write(call, formatSSEErrorEvent({ jsonrpc: '2.0', id, error: told }));
  } finally {
    clearInterval(quiet);
    reply.raw.end();
  }
  return reply;
}

/** Waits where the reader is slower than the run: nothing piles up in memory. */
async function write({ reply: { raw }, gone }: RpcCall, text: string): Promise<void> {
  if (gone.aborted || raw.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      raw.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    gone.addEventListener('abort', done);
  });
}

function send(reply: FastifyReply, answer: RpcAnswer): FastifyReply {
  return reply.type('application/json').serializer(JSON.stringify).send(answer);
}

/** The path of the first thing that a body's schema refused; null for another error. */
export type RefusedAt = string | null;

/**
 * Answers a request that is no call, in the words of JSON-RPC, with status 400.
 * @param at where the body's schema refused it; null where it is no JSON at all
 */
export function answerMalformed(request: FastifyRequest, reply: FastifyReply, at: RefusedAt): FastifyReply {
  request.answeredCode = 'INVALID';
  void reply.code(400);
  const id: unknown = at === null ? null : (request.body as { readonly id?: unknown } | undefined)?.id;
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  const error =
    at === null
      ? { code: rpcCodes.parse, message: 'Invalid JSON payload' }
      : at.startsWith('/params')
        ? { code: rpcCodes.params, message: 'Invalid parameters' }
        : { code: rpcCodes.request, message: 'Request payload validation error' };
  return send(reply, { jsonrpc: '2.0', id: known, error });
}

/** An answer that refuses before anything is called. */
export function answerRefusal(call: Pick<RpcCall, 'request' | 'reply' | 'body'>, refusal: A2aRefusal): FastifyReply {
  call.request.answeredCode = refusal.code;
  const error = JsonRpcTransportHandler.mapToJSONRPCError(refusal.told);
  return send(call.reply, { jsonrpc: '2.0', id: call.body.id ?? null, error });
}
