import { isTerminalRun, type RunEvent, type RunState } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { WorkspaceCaller } from '../issue/caller.ts';
import { listEvents } from '../runs/output-service.ts';
import type { RunWaker } from '../runs/run-waker.ts';
import { findRun } from '../runs/service.ts';

const firstLimit = 200;
/** For a reader who is behind: each page costs a look at the run and two round trips, whatever is in it. */
const largestLimit = 2_000;
/** What a page should have at most: it is held whole until its reader has room. */
const pageBytes = 1_048_576;
/** Longest wait for a wake-up; lost ones heal by it. */
const idleMs = 5_000;

export interface FollowRunDeps {
  readonly db: SpokeDb;
  readonly waker: RunWaker;
}

export interface FollowRunWish {
  readonly runId: string;
  /** Events with a greater `seq` follow. */
  readonly after: number;
  /** With the rights of this moment; null = they are gone. Asked before every reading. */
  caller(): Promise<WorkspaceCaller | null>;
}

export type RunStep =
  /** In order; empty where nothing happened for a while. */
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  /** The run has ended and everything was sent. */
  | { readonly kind: 'end'; readonly state: string }
  /** The run is not there, or not for this caller. */
  | { readonly kind: 'gone' };

/**
 * A run's stored events from a number on, then what comes, without a gap between: the store's own numbering, woken by
 * notifications. The next page is read when it is asked for, so nothing piles up for a slow reader. What every stream of
 * events reads from.
 */
export async function* followRun(
  { db, waker }: FollowRunDeps,
  wish: FollowRunWish,
  signal: AbortSignal,
): AsyncGenerator<RunStep, void> {
  let { after } = wish;
  let limit = firstLimit;
  const { runId } = wish;
  const watch = waker.watch(runId);
  try {
    while (!signal.aborted) {
      const caller = await wish.caller();
      const run = caller === null ? null : await findRun(db, caller, runId);
      if (caller === null || run === null) return yield { kind: 'gone' };
      const events = await listEvents(db, caller, { runId, after, limit });
      after = events.at(-1)?.seq ?? after;
      yield { kind: 'events', events };
      // The run was read before its events: once ended it gets no more than these.
      if (isTerminalRun(run.state as RunState) && run.lastSeq <= after) {
        return yield { kind: 'end', state: run.state };
      }
      if (events.length < limit) await watch.next(idleMs, signal);
      limit = decideLimit(limit, events);
    }
  } finally {
    watch.close();
  }
}

/** How many events the next page should have, from those of the last one. Pure. */
export function decideLimit(limit: number, events: readonly Pick<RunEvent, 'data'>[]): number {
  if (events.length < limit) return firstLimit;
  const bytes = events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
  const fitting = Math.floor(pageBytes / (bytes / events.length));
  return Math.max(firstLimit, Math.min(largestLimit, fitting));
}
