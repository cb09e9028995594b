import { randomUUID } from 'node:crypto';
import {
  catalogueTopic,
  closeCodes,
  decideRedial,
  isRetryableClose,
  type Catalogue,
  type spokeApi,
} from '@wheelhouse/protocol';
import { LinkSession, type SessionDeps, type SessionEnd } from './session.ts';
import { noteBoot, readPlace } from './link-store.ts';

export interface Link {
  readonly state: spokeApi.LinkStateName;
  /** When the state was entered, ms since the epoch. */
  readonly since: number;
  /** Since when there is no session, through all that was tried; null while there is one. */
  readonly awaySince: number | null;
  /** Why the last session ended. */
  readonly lastReason: string | null;
  /** Sends what is owed, soon. */
  wake(): void;
  close(): Promise<void>;
}

/** A session shorter than this did not prove that the link works; the wait before the next one grows. */
const settledAfterMs = 5_000;
/** Finds owed messages that no notification told of. */
const sweepMs = 2_000;

/** A machine that came or went is told to the hub within this time. */
const catalogueEveryMs = 30_000;

export interface LinkDeps extends Omit<SessionDeps, 'bootId' | 'onLive'> {
  /** What this instance can run, for the hub's people. */
  readonly catalogue: () => Promise<Catalogue>;
}

/** Keeps a link with the pinned hub: dials, resumes, waits longer after each failure, stops on a final refusal. */
export async function startLink(deps: LinkDeps): Promise<Link> {
  await noteBoot(deps.db, deps.pin.hubId);
  const keeper = new LinkKeeper(deps);
  const listener = await deps.db.listen('wh_link', () => keeper.wake());
  const sweep = setInterval(() => keeper.wake(), sweepMs);
  const telling = setInterval(() => void keeper.tellCatalogue(), catalogueEveryMs);
  keeper.start();
  return {
    get state() {
      return keeper.state;
    },
    get since() {
      return keeper.since;
    },
    get awaySince() {
      return keeper.awaySince;
    },
    get lastReason() {
      return keeper.lastReason;
    },
    wake: () => keeper.wake(),
    async close() {
      clearInterval(sweep);
      clearInterval(telling);
      await listener.close();
      await keeper.close();
    },
  };
}

class LinkKeeper {
  readonly #deps: SessionDeps;
  readonly #catalogue: LinkDeps['catalogue'];
  #toldCatalogue = '';
  #state: spokeApi.LinkStateName = 'idle';
  #since: number;
  #awaySince: number | null;
  #lastReason: string | null = null;
  #session: LinkSession | null = null;
  #running: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  constructor({ catalogue, ...deps }: LinkDeps) {
    this.#deps = { ...deps, bootId: randomUUID(), onLive: () => this.#onLive() };
    this.#catalogue = catalogue;
    this.#since = deps.now();
    this.#awaySince = this.#since;
  }

  get state(): spokeApi.LinkStateName {
    return this.#state === 'dialling' && this.#session?.isProving === true ? 'proving' : this.#state;
  }

  get since(): number {
    return this.#since;
  }

  get awaySince(): number | null {
    return this.#awaySince;
  }

  get lastReason(): string | null {
    return this.#lastReason;
  }

  start(): void {
    this.#running = this.#run();
  }

  wake(): void {
    this.#session?.wake();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#session?.close();
    await this.#running;
  }

  /** Tells the hub what can be run here, where it has not heard that on this link. */
  async tellCatalogue(): Promise<void> {
    const session = this.#session;
    if (session?.isLive !== true) return;
    try {
      const catalogue = await this.#catalogue();
      const text = JSON.stringify(catalogue);
      if (text === this.#toldCatalogue) return;
      session.tell(catalogueTopic, catalogue);
      this.#toldCatalogue = text;
    } catch (error) {
      this.#deps.logger.warn({ event: 'link_catalogue', err: error }, 'what can be run here could not be read');
    }
  }

  #onLive(): void {
    this.#enter('live');
    this.#toldCatalogue = '';
    void this.tellCatalogue();
  }

  #enter(state: spokeApi.LinkStateName): void {
    this.#state = state;
    this.#since = this.#deps.now();
    this.#awaySince = state === 'live' ? null : (this.#awaySince ?? this.#since);
  }

  async #run(): Promise<void> {
    let attempt = 0;
    let code: number | null = null;
    while (!this.#stop.signal.aborted) {
      const delayMs = decideRedial(attempt, code, this.#deps.random());
      if (delayMs === null) {
        this.#deps.logger.error(
          { event: 'link_stopped', reason: this.#lastReason },
          'the hub refuses this instance for good',
        );
        return this.#enter('stopped');
      }
      if (delayMs > 0) this.#enter('backoff');
      await pause(delayMs, this.#stop.signal);
      if (this.#stop.signal.aborted) break;
      this.#enter('dialling');
      const end = await this.#try();
      this.#lastReason = describe(end);
      code = end.isHubsWord ? end.code : null;
      attempt = end.liveForMs > settledAfterMs ? 0 : attempt + 1;
      this.#deps.logger.info({ event: 'link_ended', reason: this.#lastReason, attempt }, 'the link ended');
    }
    this.#enter('idle');
  }

  async #try(): Promise<SessionEnd> {
    try {
      const place = await readPlace(this.#deps.db, this.#deps.pin.hubId);
      this.#session = new LinkSession(this.#deps, place);
      return await this.#session.ended;
    } catch (error) {
      this.#deps.logger.warn({ event: 'link_failed', err: error }, 'the link could not be tried');
      return { code: null, isHubsWord: false, reason: 'the store is not available', liveForMs: 0 };
    } finally {
      this.#session = null;
    }
  }
}

function describe(end: SessionEnd): string {
  const name = Object.entries(closeCodes).find(([, value]) => value === end.code)?.[0];
  const code = end.code === null ? 'no connection' : (name ?? String(end.code));
  const final = end.isHubsWord && end.code !== null && !isRetryableClose(end.code) ? ' (final)' : '';
  return end.reason === '' || end.reason === name ? `${code}${final}` : `${code}${final}: ${end.reason}`;
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
