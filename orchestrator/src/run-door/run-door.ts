import { isTerminalRun, limits, WheelhouseError, type RunState, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { isStoreAway } from '../engine/is-store-away.ts';
import type { DoorAnswer, DoorCall, RunDoor } from '../gateway/index.ts';
import type { ChildBell } from './child-bell.ts';
import * as store from './child-store.ts';
import { childViewOf, readWholeChild, type WholeChildView } from './child-view.ts';
import { parseKillWish, parseSpawnWish } from './child-wish.ts';
import { Pace } from './pace.ts';

export interface RunDoorDeps {
  readonly db: Pick<SpokeDb, 'withSystemTenant'>;
  readonly bell: ChildBell;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Has a child that was told to end really ended: it may wait in a queue, or be held here. */
  onStopped(key: { readonly workspaceId: WorkspaceId; readonly runId: string }): void;
  /** The run begins (true) and stops (false) to wait for one that it started. */
  onWaiting(isWaiting: boolean): void;
}

/** For the spoke to decide a request; it takes milliseconds, and the same key asks again. */
const decisionMs = 20_000;
/** One long poll; clients and what lies between give up on longer ones. */
const maxWaitMs = 60_000;
/** What a lost notification costs. */
const lookEveryMs = 1_000;

const rate = { perSecond: limits.commandsPerSecondPerIssuer, burst: limits.commandsBurstPerIssuer };
const childPath = /^\/children\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\/kill)?$/;

/**
 * What the agent of one run may do about runs below it: start one, look at and wait for one, end one, and nothing else.
 * It knows only what this run itself started; everything else is not there.
 */
export function createRunDoor(deps: RunDoorDeps, asking: store.Asking): RunDoor {
  const pace = new Pace(rate, () => performance.now());
  const door = new Door(deps, asking);
  return async (call) => {
    if (!pace.take()) throw new WheelhouseError('RATE_LIMITED', `at most ${rate.perSecond} requests a second`);
    try {
      return await door.answer(call);
    } catch (error) {
      throw isStoreAway(error) ? new WheelhouseError('UNAVAILABLE', undefined, { cause: error }) : error;
    }
  };
}

class Door {
  readonly #deps: RunDoorDeps;
  readonly #asking: store.Asking;

  constructor(deps: RunDoorDeps, asking: store.Asking) {
    this.#deps = deps;
    this.#asking = asking;
  }

  answer(call: DoorCall): Promise<DoorAnswer> {
    const { method, path } = call;
    if (path === '/children' && method === 'POST') return this.#spawn(call);
    if (path === '/children' && method === 'GET') return this.#list();
    const [, id, action] = childPath.exec(path) ?? [];
    if (id !== undefined && action === undefined && method === 'GET') return this.#look(id, call);
    if (id !== undefined && action !== undefined && method === 'POST') return this.#kill(id, call);
    throw new WheelhouseError('NOT_FOUND', 'the run door does not serve this path');
  }

  async #spawn({ body, signal }: DoorCall): Promise<DoorAnswer> {
    const { key, spawn } = parseSpawnWish(body);
    const wish = { spawn, key: key ?? crypto.randomUUID(), now: this.#deps.now() };
    const { request, existing } = await this.#enter((tx) => store.bookRequest(tx, this.#asking, wish));
    await this.#untilDecided(request, signal);
    const child = await this.#enter((tx) => store.getChild(tx, this.#asking, request.childId));
    return { status: existing ? 200 : 201, body: { data: childViewOf(child) } };
  }

  /** @throws WheelhouseError the spoke's refusal; UNAVAILABLE where it does not answer */
  async #untilDecided(request: store.ChildRequestRow, signal: AbortSignal): Promise<void> {
    const watch = this.#deps.bell.watch(request.id);
    const until = performance.now() + decisionMs;
    try {
      for (
        let row: typeof request | null = request;
        ;
        row = await this.#enter((tx) => store.findRequest(tx, request))
      ) {
        if (row?.state === 'accepted') return;
        if (row?.state === 'refused')
          throw new WheelhouseError((row.code ?? 'INTERNAL') as WheelhouseError['code'], row.message ?? undefined);
        signal.throwIfAborted();
        if (performance.now() >= until)
          throw new WheelhouseError('UNAVAILABLE', 'it is not decided yet: ask again with the same key');
        await watch.next(lookEveryMs, signal);
      }
    } finally {
      watch.close();
    }
  }

  async #list(): Promise<DoorAnswer> {
    const rows = await this.#enter((tx) => store.listChildren(tx, this.#asking));
    return { status: 200, body: { data: rows.map(childViewOf) } };
  }

  /** At once, or with `waitMs` as soon as it has ended, at the latest after that time. */
  async #look(id: string, { query, signal }: DoorCall): Promise<DoorAnswer> {
    const waitMs = waitOf(query);
    let child = await this.#read(id);
    if (waitMs > 0 && !hasEnded(child)) {
      const watch = this.#deps.bell.watch(id);
      const until = performance.now() + waitMs;
      this.#deps.onWaiting(true);
      try {
        for (;;) {
          child = await this.#read(id);
          const leftMs = until - performance.now();
          if (hasEnded(child) || leftMs <= 0 || signal.aborted) break;
          await watch.next(Math.min(leftMs, lookEveryMs), signal);
        }
      } finally {
        this.#deps.onWaiting(false);
        watch.close();
      }
    }
    return { status: 200, body: { data: child } };
  }

  #read(id: string): Promise<WholeChildView> {
    return this.#enter(async (tx) => readWholeChild(tx, await store.getChild(tx, this.#asking, id)));
  }

  async #kill(id: string, { body }: DoorCall): Promise<DoorAnswer> {
    const { now = false, reason = `ended by the run ${this.#asking.runId} that started it` } = parseKillWish(body);
    const child = await this.#enter((tx) => store.killChild(tx, this.#asking, { id, now, reason }));
    this.#deps.onStopped({ workspaceId: this.#asking.workspaceId, runId: id });
    return { status: 202, body: { data: childViewOf(child) } };
  }

  #enter<T>(work: (tx: SpokeTx) => Promise<T>): Promise<T> {
    return this.#deps.db.withSystemTenant(this.#asking.workspaceId, work);
  }
}

function waitOf(query: URLSearchParams): number {
  const text = query.get('waitMs') ?? '0';
  if (!/^\d{1,9}$/.test(text)) throw new WheelhouseError('INVALID', 'waitMs is a number of milliseconds');
  return Math.min(Number(text), maxWaitMs);
}

const hasEnded = ({ state }: { readonly state: RunState }): boolean => isTerminalRun(state);
