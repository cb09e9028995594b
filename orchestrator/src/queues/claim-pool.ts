import { randomUUID } from 'node:crypto';
import type { Lane } from '@wheelhouse/protocol';
import { readClaimHints } from './bullmq-private.ts';
import type { JobWorker, QueuedJob, StoreLink } from './driver.ts';
import { Gate } from './gate.ts';
import type { Latch } from './latch.ts';
import type { LockRenewal } from './lock-renewal.ts';
import type { ClaimPool, ClaimPoolOptions, JobHandler, QueueLogger, QueueRef } from './queue-types.ts';
import { ReadyRing } from './ready-ring.ts';

/** How long an aborted handler may take to hand its job back. */
const abortGraceMs = 1_000;

export interface ClaimPoolDeps {
  readonly logger: QueueLogger;
  readonly locks: LockRenewal;
  /** Open while the store answers. */
  readonly storeUp: Latch;
  readonly currentLink: () => StoreLink | undefined;
  /** Offers the queue again at this instant, epoch ms. */
  readonly offerAt: (ref: QueueRef, at: number) => void;
  readonly failpoint: (name: string) => Promise<void> | void;
  readonly now: () => number;
}

/** One life of the claim loop; `restart` begins another, and what is stuck in the old one no longer counts. */
interface Life {
  readonly link: StoreLink;
  readonly gate: Gate;
  claiming: number;
}

interface Claim {
  readonly ref: QueueRef;
  readonly gate: Gate;
  readonly abort: AbortController;
  insideGate: boolean;
  hasFailed: boolean;
}

/**
 * Claims jobs of one lane over all workspaces, each workspace in turn: one noisy queue delays another's first job by one claim.
 * No worker waits at a queue, so ten thousand idle workspaces cost nothing here.
 */
export class LanePool implements ClaimPool {
  readonly lane: Lane;
  readonly #deps: ClaimPoolDeps;
  readonly #handle: JobHandler;
  readonly #ring = new ReadyRing();
  readonly #claims = new Map<string, Claim>();
  #slots: number;
  #life: Life | undefined;
  #started = false;
  #closing: Promise<void> | undefined;
  #lastProgressAt: number;
  #onIdle: (() => void) | undefined;

  constructor(options: ClaimPoolOptions, deps: ClaimPoolDeps) {
    this.lane = options.lane;
    this.#slots = options.slots;
    this.#handle = options.handle;
    this.#deps = deps;
    this.#lastProgressAt = deps.now();
  }

  get lastProgressAt(): number {
    return this.#lastProgressAt;
  }

  get hasFreeSlot(): boolean {
    return this.#started && this.#closing === undefined && this.#claims.size < this.#slots;
  }

  start(): void {
    this.#started = true;
    this.restart();
  }

  setSlots(slots: number): void {
    this.#slots = slots;
    this.#pump();
  }

  /** Somebody says that this workspace has a job. */
  tell(workspaceId: string): void {
    this.#ring.tell(workspaceId);
    this.#pump();
  }

  /** A sweep saw a job in this workspace. */
  presume(workspaceId: string): void {
    this.#ring.presume(workspaceId);
    this.#pump();
  }

  /** Gives up claims that are under way and goes on with the present link. Running handlers are not touched. */
  restart(): void {
    const link = this.#deps.currentLink();
    this.#life?.gate.abandon();
    this.#ring.releaseAll();
    this.#life =
      link === undefined
        ? undefined
        : { link, gate: new Gate(link.operationsPerLane, () => this.#pump()), claiming: 0 };
    this.#pump();
  }

  close(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.graceMs ?? 0);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    await this.#idleWithin(graceMs);
    for (const claim of this.#claims.values()) claim.abort.abort(new Error('the claim pool closes'));
    await this.#idleWithin(abortGraceMs);
  }

  async #idleWithin(timeoutMs: number): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #isIdle(): boolean {
    return this.#claims.size === 0 && (this.#life?.claiming ?? 0) === 0;
  }

  #pump(): void {
    const life = this.#life;
    if (life === undefined || !this.#started || this.#closing !== undefined) return;
    while (this.#ring.size > 0 && this.#claims.size + life.claiming < this.#slots && life.gate.tryEnter()) {
      const workspaceId = this.#ring.take();
      if (workspaceId === undefined) return;
      life.claiming += 1;
      void this.#claim({ workspaceId, lane: this.lane }, life);
    }
  }

  async #claim(ref: QueueRef, life: Life): Promise<void> {
    const token = randomUUID();
    const worker = life.link.worker(ref, (job, ownToken) => this.#run(job, ownToken ?? ''));
    let job: QueuedJob | undefined;
    try {
      await this.#deps.failpoint('queue.claim');
      job = await worker.getNextJob(token, { block: false });
      if (job === undefined) await this.#settle(ref, life.link, worker);
    } catch (error) {
      // Not offered again from here: the sweep does it, once the store answers.
      this.#deps.logger.debug({ err: error, ...ref }, 'claim failed');
    }
    // A life that was given up no longer owns the ring.
    if (life === this.#life) this.#ring.release(ref.workspaceId, job !== undefined);
    if (job === undefined) life.link.releaseWorker(ref);
    else if (life !== this.#life || this.#closing !== undefined) await this.#handBack({ ref, job, token, life });
    else void this.#process({ ref, job, token, worker, life });
    life.claiming -= 1;
    life.gate.leave();
    if (this.#isIdle()) this.#onIdle?.();
  }

  /** Where even this fails the job comes back when its lock lapses. */
  async #handBack(taken: { ref: QueueRef; job: QueuedJob; token: string; life: Life }): Promise<void> {
    const { ref, job, token, life } = taken;
    try {
      await job.moveToWait(token);
    } catch (error) {
      this.#deps.logger.debug({ err: error, jobId: job.id, ...ref }, 'job could not be handed back');
    } finally {
      life.link.releaseWorker(ref);
    }
  }

  async #settle(ref: QueueRef, link: StoreLink, worker: JobWorker): Promise<void> {
    const hints = readClaimHints(worker);
    const at = Math.max(hints.blockUntil, hints.limitUntil);
    if (at > 0) this.#deps.offerAt(ref, at);
    else await link.settle(ref);
  }

  async #process(taken: {
    ref: QueueRef;
    job: QueuedJob;
    token: string;
    worker: JobWorker;
    life: Life;
  }): Promise<void> {
    const { ref, job, token, worker, life } = taken;
    const claim: Claim = { ref, gate: life.gate, abort: new AbortController(), insideGate: false, hasFailed: false };
    this.#claims.set(token, claim);
    this.#lastProgressAt = this.#deps.now();
    const onLost = (): void => claim.abort.abort(new Error('the lock of the job was lost'));
    this.#deps.locks.hold({ jobId: job.id ?? '', token, worker, onLost });
    try {
      // Never fetches the next job of the same queue: the ring decides whose turn it is.
      await worker.processJob(job, token, () => false);
    } catch (error) {
      this.#deps.logger.debug({ err: error, jobId: job.id, ...ref }, 'job could not be finished; its lock will lapse');
    } finally {
      this.#deps.locks.release(token);
      this.#claims.delete(token);
      life.link.releaseWorker(ref);
      this.#lastProgressAt = this.#deps.now();
      if (claim.insideGate) claim.gate.leave();
      // The next claim learns when it is due again; nobody else tells, on Redis.
      if (claim.hasFailed) this.#ring.tell(ref.workspaceId);
      if (this.#isIdle()) this.#onIdle?.();
      this.#pump();
    }
  }

  /** BullMQ's processor: what it does after this returns is one store operation, done inside the gate. */
  async #run(job: QueuedJob, token: string): Promise<void> {
    const claim = this.#claims.get(token);
    if (claim === undefined) throw new Error('no claim has this token');
    const { commandId, workspaceId } = job.data;
    try {
      await this.#handle({ commandId, workspaceId, lane: this.lane, attempt: job.attemptsStarted }, claim.abort.signal);
    } catch (error) {
      claim.hasFailed = true;
      this.#deps.logger.warn(
        { err: error, commandId, workspaceId, attempt: job.attemptsStarted },
        'job failed and will be tried again',
      );
      throw withoutDetail(error);
    } finally {
      await this.#deps.storeUp.passed();
      await claim.gate.enter();
      claim.insideGate = true;
    }
  }
}

/** BullMQ stores message and stack of a failure, and gives some names a meaning; neither is wanted. */
function withoutDetail(error: unknown): Error {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
  const plain = new Error(`handler failed: ${code}`);
  plain.stack = plain.message;
  return plain;
}
