import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticatorAgain } from '../auth/authenticate-again.ts';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { followRun } from '../live/follow-run.ts';
import type { RouteDeps } from './deps.ts';

const commentEveryMs = 15_000;
/** A change of rights is told, and asked about at once; what ends by the clock is found within about this. */
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
  const { runId } = wish;
  const caller = watchRights(deps, wish);
  let wroteAt = deps.now();
  for await (const step of followRun(deps, { runId, after: firstSeq(wish), caller }, gone)) {
    if (step.kind === 'gone') return;
    if (step.kind === 'end') return write(wish, `event: end\ndata: ${JSON.stringify({ state: step.state })}\n\n`, gone);
    for (const event of step.events) {
      await write(wish, `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, gone);
    }
    if (step.events.length > 0) wroteAt = deps.now();
    if (deps.now() - wroteAt < commentEveryMs) continue;
    await write(wish, ': quiet\n\n', gone);
    wroteAt = deps.now();
  }
}

/** The caller with what they may do now: asked again where rights have changed, and now and then. */
export function watchRights(
  deps: RouteDeps,
  { request, caller }: Pick<StreamWish, 'request' | 'caller'>,
): () => Promise<WorkspaceCaller | null> {
  const again = authenticatorAgain(deps, request, caller);
  let current = caller;
  let seen = deps.waker.accessChanges(caller.workspaceId);
  let checkedAt = deps.now();
  return async () => {
    const changes = deps.waker.accessChanges(caller.workspaceId);
    if (changes === seen && deps.now() - checkedAt <= recheckMs) return current;
    const fresh = await again().catch(refused);
    if (fresh === null) return null;
    current = { ...caller, permissions: fresh.permissions };
    seen = changes;
    checkedAt = deps.now();
    return current;
  };
}

/** A workspace that one may not enter any more is refused, not missing. */
function refused(error: unknown): null {
  if (error instanceof WheelhouseError && error.code === 'NOT_AUTHORIZED') return null;
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
