import { isTerminalRun, type RunState } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { listEvents } from '../runs/output-service.ts';
import { findRun } from '../runs/service.ts';
import type { RouteDeps } from './deps.ts';

const pageLimit = 200;
/** Longest wait for a wake-up; lost ones heal by it. Also how often a quiet stream shows life. */
const idleMs = 1_000;
const commentEveryMs = 15_000;
/** A revoked key or a lost membership ends the stream within this. */
const recheckMs = 5_000;

export interface StreamWish {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: WorkspaceCaller;
  readonly runId: string;
  readonly after: number;
}

function firstSeq(wish: StreamWish): number {
  const header = wish.request.headers['last-event-id'];
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : wish.after;
}

/**
 * Sends a run's events as server-sent events from `Last-Event-ID` (or `after`) on, stored ones first, then live ones
 * without a gap between; ends with `event: end` once the run has ended and everything was sent.
 */
export async function streamEvents(deps: RouteDeps, wish: StreamWish): Promise<FastifyReply> {
  const { reply, request } = wish;
  const gone = new AbortController();
  request.raw.once('close', () => gone.abort());
  reply.raw.once('close', () => gone.abort());
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  reply.raw.write(': open\n\n');
  try {
    await pump(deps, wish, gone.signal);
  } catch (error) {
    request.log.warn({ event: 'stream_failed', requestId: request.id, err: error }, 'an event stream broke');
  } finally {
    reply.raw.end();
  }
  return reply;
}

async function pump(deps: RouteDeps, wish: StreamWish, gone: AbortSignal): Promise<void> {
  let after = firstSeq(wish);
  let checkedAt = deps.now();
  let wroteAt = deps.now();
  while (!gone.aborted) {
    const run = await findRun(deps.db, wish.caller, wish.runId);
    const events = await listEvents(deps.db, wish.caller, { runId: wish.runId, after, limit: pageLimit });
    for (const event of events) {
      await write(wish, `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, gone);
      after = event.seq;
    }
    if (events.length > 0) wroteAt = deps.now();
    if (run === null) return;
    // The run was read before its events: once ended it gets no more than these.
    if (isTerminalRun(run.state as RunState) && run.lastSeq <= after) {
      await write(wish, `event: end\ndata: ${JSON.stringify({ state: run.state })}\n\n`, gone);
      return;
    }
    if (deps.now() - checkedAt > recheckMs) {
      if (!(await stillAllowed(deps, wish))) return;
      checkedAt = deps.now();
    }
    if (deps.now() - wroteAt > commentEveryMs) {
      await write(wish, ': quiet\n\n', gone);
      wroteAt = deps.now();
    }
    if (events.length < pageLimit) await deps.waker.wait(wish.runId, idleMs, gone);
  }
}

async function stillAllowed(deps: RouteDeps, wish: StreamWish): Promise<boolean> {
  const bearer = (wish.request.headers.authorization ?? '').slice('Bearer '.length);
  const caller = await deps.authenticate(bearer, wish.request.ip);
  return caller?.principalId === wish.caller.principalId && caller.workspaceId === wish.caller.workspaceId;
}

/** Waits where the reader is slower than the run: nothing piles up in memory. */
async function write(wish: StreamWish, text: string, gone: AbortSignal): Promise<void> {
  const { raw } = wish.reply;
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
