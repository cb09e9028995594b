import { A2A_PROTOCOL_VERSION, A2A_VERSION_HEADER, AgentCard } from '@a2a-js/sdk';
import { NameToken, WheelhouseError } from '@wheelhouse/protocol';
import { callerOf, markAudited, type HttpServer } from '@wheelhouse/server';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { agentCard, publicCard, rpcPath, type CardFacts } from '../a2a/agent-card.ts';
import { answerCall, answerMalformed, answerRefusal, RpcRequest, type CallFate } from '../a2a/answer-call.ts';
import { A2aRefusal } from '../a2a/refusal.ts';
import { A2aRequests, sendWaitMs, type A2aDeps } from '../a2a/request-handler.ts';
import { getAgentLine, type AgentLine } from '../a2a/store.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { watchRights } from './run-stream.ts';

const params = z.object({ name: NameToken });
const cardMaxAge = 'public, max-age=300';
/** One path for calls of every kind: each method asks for its own permission, and kills are never rate-limited. */
const calls = {
  permission: 'runs:read:any',
  allowance: 'control',
  notIdempotent: 'the id of a message names the task that it makes, for as long as it is known',
  audit: { resourceKind: 'a2a', perCall: true },
} as const;
const patience = { handlerTimeout: sendWaitMs + 30_000, errorHandler: answerFault };

/** This instance as an A2A 1.0 agent: a public card, and JSON-RPC for its workspaces. */
export function a2aRoutes(app: HttpServer, deps: RouteDeps): void {
  cardRoutes(app, deps);
  app.post(rpcPath, { schema: { body: RpcRequest }, config: calls, ...patience }, (request, reply) =>
    answer(deps, { request, reply, body: request.body, agent: null }),
  );
  app.post(
    `${rpcPath}/agents/:name`,
    { schema: { params, body: RpcRequest }, config: calls, ...patience },
    async (request, reply) => {
      const agent = await getAgentLine(deps.db, workspaceCallerOf(request), request.params.name);
      return answer(deps, { request, reply, body: request.body, agent });
    },
  );
}

function cardRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get('/.well-known/agent-card.json', { config: { permission: 'public' } }, (_request, reply) =>
    sendCard(reply.header('cache-control', cardMaxAge), publicCard(factsOf(deps))),
  );
  app.get(
    `${rpcPath}/agents/:name/agent-card.json`,
    { schema: { params }, config: { permission: 'agents:read:any' } },
    async (request, reply) => {
      const agent = await getAgentLine(deps.db, workspaceCallerOf(request), request.params.name);
      return sendCard(reply, agentCard(factsOf(deps), agent));
    },
  );
}

function sendCard(reply: FastifyReply, card: AgentCard): FastifyReply {
  return reply.type('application/json').serializer(JSON.stringify).send(AgentCard.toJSON(card));
}

function factsOf({ people, instance }: RouteDeps): CardFacts {
  return { publicUrl: people.frame().publicUrl, instance: instance.name, version: instance.version };
}

interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: RpcRequest;
  readonly agent: AgentLine | null;
}

async function answer(deps: RouteDeps, call: Call): Promise<FastifyReply> {
  const { request, reply, body, agent } = call;
  const version = versionOf(request);
  if (version !== A2A_PROTOCOL_VERSION) {
    const message = `A2A ${version} is not spoken here, only ${A2A_PROTOCOL_VERSION}`;
    return answerRefusal(call, new A2aRefusal('version', 'UNSUPPORTED', message));
  }
  if (body.method !== 'CancelTask') await countInTier(deps, request);
  const caller = workspaceCallerOf(request);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const fate: CallFate = { refused: null };
  const handler = new A2aRequests(a2aDeps(deps), {
    caller,
    agent,
    signal: gone.signal,
    rights: watchRights(deps, { request, caller }),
    onRead: () => markAudited(request, 'accepted'),
    onRefusal: (error) => (fate.refused = error),
  });
  return answerCall({ request, reply, body, handler, fate, gone: gone.signal });
}

/** In a header or in the query; without either it is a client from before there were versions. */
function versionOf({ headers, query }: FastifyRequest): string {
  const given = headers[A2A_VERSION_HEADER.toLowerCase()];
  const asked = (query as Readonly<Record<string, unknown>>)[A2A_VERSION_HEADER];
  const version = typeof given === 'string' && given !== '' ? given : asked;
  return typeof version === 'string' && version !== '' ? version : '0.3';
}

/** The route counts as control, so that a cancel always passes; every other call counts in the tier as well. */
async function countInTier({ limiter }: RouteDeps, request: FastifyRequest): Promise<void> {
  const standing = await limiter.take(callerOf(request), 'tier').catch((error: unknown) => {
    request.log.warn({ event: 'limits', requestId: request.id, err: error }, 'a request was not counted');
    return null;
  });
  if (standing === null || standing.remaining >= 0) return;
  throw new WheelhouseError('RATE_LIMITED');
}

function a2aDeps(deps: RouteDeps): A2aDeps {
  const { db, waker, issue } = deps;
  const card = factsOf(deps);
  return { db, waker, issue, card, publicUrl: card.publicUrl };
}

/** What is no JSON-RPC is answered as JSON-RPC has it; all else as everywhere, by whoever is next. */
function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { validation, validationContext } = error;
  if (validation !== undefined && validationContext === 'body') {
    return answerMalformed(request, reply, validation[0]?.instancePath ?? '');
  }
  const isUnread = request.caller !== null && request.body === undefined;
  if (isUnread && error instanceof WheelhouseError && error.code === 'INVALID') {
    return answerMalformed(request, reply, null);
  }
  throw error;
}
