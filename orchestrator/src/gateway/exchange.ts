import type { IncomingMessage } from 'node:http';
import type { Place } from './budget.ts';
import { nothing } from './budget-rules.ts';
import type { Amounts } from './budget-rules.ts';
import type { Call, ExchangeDeps } from './call.ts';
import type { GatewayRun } from './gateway-run.ts';
import { providerHeaders } from './headers.ts';
import { findPrice, highestCost } from './prices.ts';
import { Refusal } from './refusal.ts';
import { relay, relayFault } from './relay.ts';
import { readBody } from './request-body.ts';
import type { HeldBody } from './request-body.ts';
import { readFacts } from './request-facts.ts';
import type { RequestFacts } from './request-facts.ts';
import { splitUrl } from './routes.ts';
import { usageOf } from './tally.ts';
import type { Provider } from './types.ts';
import { openBodyMeter, openStreamMeter } from './usage/meter.ts';
import type { Meter } from './usage/meter.ts';
import { emptyReading } from './usage/reading.ts';

/**
 * Takes one request to the provider and its answer back.
 * @throws Refusal for what the agent is to be told, as long as no answer has begun
 */
export async function carry(deps: ExchangeDeps, call: Call): Promise<void> {
  const { run, route, request } = call;
  const provider = await findProvider(deps, call);
  if (route.method === 'GET') return pass(deps, call, provider, null);
  const held = await readBody(request, run.room);
  try {
    if (route.answers === null) return await pass(deps, call, provider, held);
    const facts = readFacts(route.answers.shape, held.bytes);
    const most = mostOf(deps, run, facts);
    const entry = await run.budget.enter(most, call.exchange.signal);
    if ('refused' in entry)
      throw new Refusal('budget', `${entry.refused}: the budget of this run is used up`, { code: entry.refused });
    await ask(deps, { ...call, provider, facts, held, place: entry });
  } finally {
    held.release();
  }
}

async function findProvider({ providers, logger }: ExchangeDeps, { run, route }: Call): Promise<Provider> {
  const { workspaceId, runId } = run.options;
  const found = await providers.get(workspaceId).catch((error: unknown) => {
    logger.error({ err: error, runId }, 'the providers of a workspace could not be read');
    throw new Refusal('unreachable', 'the provider of this workspace is not known at the moment');
  });
  const provider = found[route.api];
  if (provider === undefined) throw new Refusal('not_found', `this workspace has no provider for ${route.api}`);
  return provider;
}

/** What the request can use at the most. */
function mostOf({ prices }: ExchangeDeps, run: GatewayRun, facts: RequestFacts): Amounts {
  const { allowedModels, unpriced } = run.options;
  if (allowedModels !== undefined && !allowedModels.includes(facts.model))
    throw new Refusal('forbidden', `this run may not use the model ${facts.model}`);
  const price = facts.premium === null ? findPrice(facts.model, prices) : null;
  if (price === null && run.budget.limits.costMicros !== undefined && unpriced !== 'allow') {
    run.notice({ kind: 'unpriced', model: facts.model });
    const what = facts.premium === null ? facts.model : `${facts.model} with ${facts.premium}`;
    throw new Refusal('budget', `the price of ${what} is not known, so its cost cannot be limited`);
  }
  const costMicros = price === null ? 0 : highestCost(price, facts.maxInputTokens, facts.maxOutputTokens);
  return { tokens: facts.maxInputTokens + facts.maxOutputTokens, costMicros, turns: 1 };
}

interface Asked extends Call {
  readonly provider: Provider;
  readonly facts: RequestFacts;
  readonly held: HeldBody;
  readonly place: Place;
}

/** A request that costs: whatever becomes of it, its place in the budget is settled. */
async function ask(deps: ExchangeDeps, asked: Asked): Promise<void> {
  const { exchange, facts, held, place, provider } = asked;
  const sentAt = deps.now();
  try {
    const answer = await send(deps, asked, provider, facts.body).catch((error: unknown) => {
      // The provider was at work when the agent hung up, and does not say how far it came.
      if (exchange.signal.aborted) settle(deps, asked, null, sentAt);
      throw error;
    });
    held.release();
    if (isFine(answer)) await relayCounted(deps, asked, answer, sentAt);
    else await relayFault(deps, asked, provider, answer);
  } finally {
    place.settle(nothing);
  }
}

async function relayCounted(deps: ExchangeDeps, asked: Asked, answer: IncomingMessage, sentAt: number): Promise<void> {
  const { reader } = asked.route.answers ?? {};
  const isStream = (answer.headers['content-type'] ?? '').startsWith('text/event-stream');
  const meter = reader === undefined ? null : isStream ? openStreamMeter(reader) : openBodyMeter(reader);
  let isSettled = false;
  const settleOnce = (): void => {
    if (isSettled) return;
    isSettled = true;
    settle(deps, asked, meter, sentAt);
  };
  // Before the agent sees the end: its next request meets a budget that knows of this one.
  answer.once('end', settleOnce);
  try {
    await relay(deps, asked, asked.provider, { answer, meter });
  } finally {
    settleOnce();
  }
}

function settle(deps: ExchangeDeps, asked: Asked, meter: Meter | null, sentAt: number): void {
  const { run, facts, place } = asked;
  const reading = meter?.finish() ?? emptyReading;
  const usage = usageOf(reading, facts, deps.prices, deps.now() - sentAt);
  const tokens = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  run.book(usage);
  place.settle({ tokens, costMicros: usage.costMicros ?? 0, turns: 1 });
  if (reading.fault !== null)
    run.notice({
      kind: reading.fault === 429 ? 'rate_limited' : 'provider_error',
      status: reading.fault,
      retryAfterMs: null,
    });
}

/** A request that costs nothing. */
async function pass(deps: ExchangeDeps, call: Call, provider: Provider, held: HeldBody | null): Promise<void> {
  const answer = await send(deps, call, provider, held?.bytes ?? null);
  held?.release();
  if (isFine(answer)) await relay(deps, call, provider, { answer, meter: null });
  else await relayFault(deps, call, provider, answer);
}

async function send(deps: ExchangeDeps, call: Call, provider: Provider, body: Buffer | null): Promise<IncomingMessage> {
  const { route, request, exchange, run } = call;
  const url = new URL(provider.baseUrl.replace(/\/+$/, '') + route.path + splitUrl(request.url ?? '').query);
  const headers = providerHeaders(route.api, provider, request.headers, body);
  try {
    return await deps.upstream.send({ url, method: route.method, headers, body }, exchange.signal);
  } catch (error) {
    if (error instanceof Refusal) run.notice({ kind: 'provider_error', status: error.status, retryAfterMs: null });
    throw error;
  }
}

const isFine = ({ statusCode }: IncomingMessage): boolean => statusCode !== undefined && statusCode < 300;
