import { type Lane, WheelhouseError } from '@wheelhouse/protocol';
import { LanePool } from './claim-pool.ts';
import { withDeadline } from './deadline.ts';
import type { OpenLink, StoreLink, Survey } from './driver.ts';
import { lanes } from './lanes.ts';
import { Latch } from './latch.ts';
import { LinkKeeper } from './link-keeper.ts';
import { LockRenewal } from './lock-renewal.ts';
import { decideWatch, freshWatch, type WatchState } from './progress-watch.ts';
import { queueNameOf } from './queue-names.ts';
import type {
  ClaimPool,
  ClaimPoolOptions,
  QueueDepth,
  QueueHealth,
  QueueLogger,
  QueueRef,
  QueueStore,
  QueueTimings,
} from './queue-types.ts';

const surveyTimeoutMs = 5_000;
/** Sweeps that fail for this long give the link up: the store may be back while the connection is dead and silent. */
const replaceLinkAfterMs = 15_000;
const trimEverySweeps = 10;

export interface JobQueueStoreDeps {
  readonly driver: 'postgres' | 'redis';
  readonly open: OpenLink;
  readonly logger: QueueLogger;
  readonly timings: QueueTimings;
  readonly failpoint: (name: string) => Promise<void> | void;
}

/** The queue store over either driver: adding, the sweep, the watch, and at most one claim pool per lane. */
export class JobQueueStore implements QueueStore {
  readonly driver: 'postgres' | 'redis';
  readonly #deps: JobQueueStoreDeps;
  readonly #keeper: LinkKeeper;
  readonly #locks: LockRenewal;
  readonly #storeUp = new Latch();
  readonly #pools = new Map<Lane, LanePool>();
  readonly #watches = new Map<Lane, WatchState>();
  readonly #offers = new Map<string, NodeJS.Timeout>();
  #sweepTimer: NodeJS.Timeout | undefined;
  #sweeping = false;
  #sweeps = 0;
  #waiting = 0;
  #openedAt = Date.now();
  #lastAnswerAt = Date.now();
  #downSince: number | undefined;
  #wedged: Lane | undefined;
  #fault: string | null = null;
  #closing: Promise<void> | undefined;

  constructor(deps: JobQueueStoreDeps) {
    this.driver = deps.driver;
    this.#deps = deps;
    this.#locks = new LockRenewal({ durationMs: deps.timings.lockDurationMs, logger: deps.logger });
    this.#keeper = new LinkKeeper({
      ...deps,
      onWake: (ref) => this.#pools.get(ref.lane)?.tell(ref.workspaceId),
      onGap: () => this.#sweepSoon(0),
      onOpen: () => this.#onOpen(),
    });
  }

  /** @throws PermanentFault where the store refuses */
  async start(): Promise<void> {
    this.#downSince = Date.now();
    await this.#keeper.start();
    this.#locks.start();
    this.#sweepSoon(0);
  }

  async add(job: { readonly commandId: string } & QueueRef): Promise<void> {
    const ref: QueueRef = { workspaceId: job.workspaceId, lane: job.lane };
    await this.#call((link) => link.add(ref, job.commandId));
    this.#pools.get(ref.lane)?.tell(ref.workspaceId);
  }

  depth(workspaceId: string, lane: Lane): Promise<QueueDepth> {
    return this.#call((link) => link.depth({ workspaceId, lane }));
  }

  async drop(workspaceId: string): Promise<void> {
    for (const lane of lanes) await this.#call((link) => link.drop({ workspaceId, lane }));
  }

  openClaimPool(options: ClaimPoolOptions): ClaimPool {
    if (this.#closing !== undefined) throw new WheelhouseError('UNAVAILABLE', 'the queue store is closed');
    if (this.#pools.has(options.lane))
      throw new WheelhouseError('CONFLICT', `the lane ${options.lane} has a claim pool`);
    const pool = new LanePool(options, {
      logger: this.#deps.logger,
      locks: this.#locks,
      storeUp: this.#storeUp,
      currentLink: () => this.#keeper.current,
      offerAt: (ref, at) => this.#offerAt(ref, at),
      failpoint: this.#deps.failpoint,
      now: Date.now,
    });
    this.#pools.set(options.lane, pool);
    this.#sweepSoon(0);
    return pool;
  }

  health(): QueueHealth {
    const lastProgressAt = Math.max(this.#openedAt, ...[...this.#pools.values()].map((pool) => pool.lastProgressAt));
    const facts = { waiting: this.#waiting, lastProgressAt };
    if (this.#closing !== undefined) return { ok: false, reason: 'the queue store is closed', ...facts };
    if (this.#downSince !== undefined) return { ok: false, reason: `${this.driver} does not answer`, ...facts };
    if (this.#fault !== null) return { ok: false, reason: this.#fault, ...facts };
    if (this.#wedged !== undefined)
      return { ok: false, reason: `jobs wait on the ${this.#wedged} lane and none is claimed`, ...facts };
    return { ok: true, ...facts };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#sweepTimer);
    for (const timer of this.#offers.values()) clearTimeout(timer);
    // Handlers that ended while the store was away need not wait for it any more.
    this.#storeUp.open();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#locks.stop();
    await this.#keeper.close();
  }

  async #call<T>(work: (link: StoreLink) => Promise<T>): Promise<T> {
    const link = this.#keeper.current;
    if (link === undefined || this.#closing !== undefined)
      throw new WheelhouseError('UNAVAILABLE', 'the queue store is not connected');
    try {
      return await withDeadline(work(link), this.#deps.timings.callTimeoutMs);
    } catch (cause) {
      throw new WheelhouseError('UNAVAILABLE', 'the queue store does not answer', { cause });
    }
  }

  #onOpen(): void {
    for (const pool of this.#pools.values()) pool.restart();
    this.#sweepSoon(0);
  }

  #sweepSoon(delayMs: number): void {
    if (this.#closing !== undefined) return;
    clearTimeout(this.#sweepTimer);
    this.#sweepTimer = setTimeout(() => void this.#sweep(), delayMs);
  }

  async #sweep(): Promise<void> {
    // A notification gap may ask for one while another is under way; that one is followed by the next anyway.
    if (this.#sweeping) return;
    this.#sweeping = true;
    const link = this.#keeper.current;
    try {
      if (link !== undefined) await this.#survey(link);
    } catch (error) {
      this.#onNoAnswer(error);
    } finally {
      this.#sweeping = false;
      this.#sweepSoon(this.#deps.timings.sweepMs);
    }
  }

  async #survey(link: StoreLink): Promise<void> {
    const survey = await withDeadline(link.survey(), surveyTimeoutMs);
    if (link !== this.#keeper.current) return;
    this.#onAnswer(survey);
    for (const ref of survey.ready) this.#pools.get(ref.lane)?.presume(ref.workspaceId);
    for (const { ref, dueAt } of survey.delayed) this.#offerAt(ref, dueAt);
    this.#watch(survey);
    await this.#tidy(link, survey);
  }

  async #tidy(link: StoreLink, survey: Survey): Promise<void> {
    this.#sweeps += 1;
    try {
      for (const ref of survey.suspect) {
        // Every process looks after the lanes it claims from: the one that lost the job may be gone.
        const pool = this.#pools.get(ref.lane);
        if (pool !== undefined && (await link.recoverStalled(ref)) > 0) pool.tell(ref.workspaceId);
      }
      if (this.#sweeps % trimEverySweeps === 0) await link.trim();
    } catch (error) {
      this.#deps.logger.debug({ err: error }, 'queue housekeeping failed');
    }
  }

  #onAnswer(survey: Survey): void {
    if (this.#downSince !== undefined) {
      this.#deps.logger.info({ driver: this.driver, downMs: Date.now() - this.#downSince }, 'queue store answers');
    }
    this.#downSince = undefined;
    this.#lastAnswerAt = Date.now();
    this.#waiting = survey.waiting;
    if (survey.fault !== null && survey.fault !== this.#fault) {
      this.#deps.logger.warn({ driver: this.driver, fault: survey.fault }, 'the queue store is not safe');
    }
    this.#fault = survey.fault;
    this.#storeUp.open();
  }

  #onNoAnswer(error: unknown): void {
    if (this.#closing !== undefined) return;
    if (this.#downSince === undefined) {
      this.#downSince = Date.now();
      this.#deps.logger.warn({ driver: this.driver, err: error }, 'queue store does not answer');
    }
    this.#storeUp.shut();
    if (Date.now() - this.#lastAnswerAt >= replaceLinkAfterMs) this.#keeper.replace();
  }

  #watch(survey: Survey): void {
    this.#wedged = undefined;
    for (const [lane, pool] of this.#pools) {
      const hasReady = survey.ready.some((ref) => ref.lane === lane);
      const input = { now: Date.now(), hasReady, hasFreeSlot: pool.hasFreeSlot, lastProgressAt: pool.lastProgressAt };
      const verdict = decideWatch(this.#watches.get(lane) ?? freshWatch, input, this.#deps.timings.wedgedAfterMs);
      this.#watches.set(lane, verdict.state);
      if (verdict.wedged) this.#wedged = lane;
      if (!verdict.rebuild) continue;
      this.#deps.logger.error({ lane, waiting: survey.waiting }, 'jobs wait and none is claimed: building new workers');
      this.#keeper.replace();
    }
  }

  /** Exact for what is due before the next sweep; later ones are found by a later sweep. */
  #offerAt(ref: QueueRef, at: number): void {
    const delayMs = at - Date.now();
    const name = queueNameOf(ref);
    if (delayMs > this.#deps.timings.sweepMs || this.#offers.has(name) || this.#closing !== undefined) return;
    const offer = (): void => {
      this.#offers.delete(name);
      this.#pools.get(ref.lane)?.tell(ref.workspaceId);
    };
    this.#offers.set(name, setTimeout(offer, Math.max(1, delayMs)));
  }
}
