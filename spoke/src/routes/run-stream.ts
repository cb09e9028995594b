import { isTerminalRun, WheelhouseError, type RunState } from '@wheelhouse/protocol';
import type { Caller } from '@wheelhouse/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { listEvents } from '../runs/output-service.ts';
import { findRun } from '../runs/service.ts';
import type { RouteDeps } from './deps.ts';

const pageLimit = 200;
/** Longest wait for a wake-up; lost ones heal by it. Also how often a quiet stream shows life. */
const idleMs = 1_000;
const commentEveryMs = 15_000;
/** A change of rights is told, and asked about at once; an ended session or revoked key is found within this. */
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
  let { caller } = wish;
  const { workspaceId } = caller;
  let seenChanges = deps.waker.accessChanges(workspaceId);
  let checkedAt = deps.now();
  let wroteAt = deps.now();
  while (!gone.aborted) {
    const changes = deps.waker.accessChanges(workspaceId);
    if (changes !== seenChanges || deps.now() - checkedAt > recheckMs) {
      const fresh = await authenticateAgain(deps, wish);
      if (fresh === null) return;
      caller = fresh;
      seenChanges = changes;
      checkedAt = deps.now();
    }
    const run = await findRun(deps.db, caller, wish.runId);
    if (run === null) return;
    const events = await listEvents(deps.db, caller, { runId: wish.runId, after, limit: pageLimit });
    for (const event of events) {
      await write(wish, `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, gone);
      after = event.seq;
    }
    if (events.length > 0) wroteAt = deps.now();
    // The run was read before its events: once ended it gets no more than these.
    if (isTerminalRun(run.state as RunState) && run.lastSeq <= after) {
      await write(wish, `event: end\ndata: ${JSON.stringify({ state: run.state })}\n\n`, gone);
      return;
    }
    if (deps.now() - wroteAt > commentEveryMs) {
      await write(wish, ': quiet\n\n', gone);
      wroteAt = deps.now();
    }
    if (events.length < pageLimit) await deps.waker.wait(wish.runId, idleMs, gone);
  }
}

/** The same caller with what they may do now; null once their credential is over or they are out of the workspace. */
async function authenticateAgain(deps: RouteDeps, { request, caller }: StreamWish): Promise<WorkspaceCaller | null> {
  const { authorization, cookie } = request.headers;
  const { ip } = request;
  const bySession = (): Promise<Caller | null> =>
    deps.authenticateSession(deps.people.cookies.find(cookie) ?? '', { ip, workspaceId: caller.workspaceId });
  const byKey = (header: string): Promise<Caller | null> => deps.authenticate(header.slice('Bearer '.length), ip);
  const fresh = await (authorization === undefined ? bySession() : byKey(authorization)).catch(refused);
  const same = fresh?.principalId === caller.principalId && fresh.workspaceId === caller.workspaceId;
  return same ? { ...caller, permissions: fresh.permissions } : null;
}

/** A workspace that one may not enter any more is refused, not missing. */
function refused(error: unknown): null {
  if (error instanceof WheelhouseError) return null;
  throw error;
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
