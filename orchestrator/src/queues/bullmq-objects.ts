import { type BackendFactory, type IQueueBackend, type JobType, Queue, Worker } from 'bullmq';
import type { JobData, JobWorker, Processor } from './driver.ts';
import { backoffMs, jobName, jobOptions, maxStalledCount } from './job-rules.ts';
import { ObjectCache } from './object-cache.ts';
import { jobIdOf, queueNameOf } from './queue-names.ts';
import type { QueueDepth, QueueLogger, QueueRef, QueueTimings } from './queue-types.ts';

/** Idle queues and workers kept: objects of some kilobytes, made again in microseconds. */
const cachedQueues = 256;
const cachedWorkers = 512;

/** What waits in a paused queue: only the PostgreSQL backend counts it apart, and the types of 6.7.0 do not name it. */
const pausedJobs = 'paused' as string as JobType;

interface ObjectsDeps<B extends IQueueBackend, C> {
  readonly connection: C;
  /** Gives every queue and worker the one shared connection, and no blocking one. */
  readonly backendFactory: BackendFactory<B, C>;
  /** Redis only. */
  readonly prefix?: string;
  /** Keeps the event stream of a queue short; nobody reads it. Redis only: it costs a write per opened queue. */
  readonly maxEvents?: number;
  readonly timings: QueueTimings;
  readonly logger: QueueLogger;
}

type StoreQueue<B extends IQueueBackend, C> = Queue<JobData, void, string, JobData, void, string, B, C>;

/** The BullMQ queues and workers of one store link: one per workspace and lane, in bounded caches. */
export class BullmqObjects<B extends IQueueBackend, C> {
  readonly #deps: ObjectsDeps<B, C>;
  readonly #queues = new ObjectCache<StoreQueue<B, C>>(cachedQueues, (queue) => this.#discard(queue.close()));
  readonly #workers = new ObjectCache<JobWorker>(cachedWorkers, (worker) => this.#discard(worker.close(true)));

  constructor(deps: ObjectsDeps<B, C>) {
    this.#deps = deps;
  }

  async add(ref: QueueRef, commandId: string): Promise<void> {
    const data: JobData = { commandId, workspaceId: ref.workspaceId };
    await this.#withQueue(ref, (queue) => queue.add(jobName, data, { ...jobOptions, jobId: jobIdOf(commandId) }));
  }

  async depth(ref: QueueRef): Promise<QueueDepth> {
    const counts = await this.#withQueue(ref, (queue) =>
      queue.getJobCounts('waiting', pausedJobs, 'prioritized', 'active', 'delayed'),
    );
    return {
      waiting: (counts['waiting'] ?? 0) + (counts[pausedJobs] ?? 0) + (counts['prioritized'] ?? 0),
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
    };
  }

  /** Removes a queue with all that is in it, whatever state it is in. */
  async drop(ref: QueueRef): Promise<void> {
    await this.#withQueue(ref, (queue) => queue.obliterate({ force: true }));
  }

  worker(ref: QueueRef, processor: Processor): JobWorker {
    return this.#workers.acquire(queueNameOf(ref), () => this.#openWorker(ref, processor));
  }

  releaseWorker(ref: QueueRef): void {
    this.#workers.release(queueNameOf(ref));
  }

  close(): void {
    this.#workers.clear();
    this.#queues.clear();
  }

  async #withQueue<T>(ref: QueueRef, use: (queue: StoreQueue<B, C>) => Promise<T>): Promise<T> {
    const name = queueNameOf(ref);
    try {
      return await use(this.#queues.acquire(name, () => this.#openQueue(name)));
    } finally {
      this.#queues.release(name);
    }
  }

  #openQueue(name: string): StoreQueue<B, C> {
    const { connection, backendFactory, prefix, maxEvents } = this.#deps;
    const queue: StoreQueue<B, C> = new Queue(
      name,
      {
        connection,
        skipMetasUpdate: maxEvents === undefined,
        ...(maxEvents === undefined ? {} : { streams: { events: { maxLen: maxEvents } } }),
        ...(prefix === undefined ? {} : { prefix }),
      },
      backendFactory,
    );
    queue.on('error', (error) => this.#logFault(name, error));
    return queue;
  }

  #openWorker(ref: QueueRef, processor: Processor): JobWorker {
    const { connection, backendFactory, prefix, timings } = this.#deps;
    const name = queueNameOf(ref);
    const worker = new Worker<JobData, void, string, B, number, C>(
      name,
      // Two parameters: with a third BullMQ would make an AbortController of its own for every job.
      (job, token) => processor(job, token),
      {
        connection,
        autorun: false,
        skipLockRenewal: true,
        skipStalledCheck: true,
        lockDuration: timings.lockDurationMs,
        stalledInterval: timings.stalledIntervalMs,
        maxStalledCount,
        runRetryDelay: 1_000,
        settings: { backoffStrategy: backoffMs },
        ...(prefix === undefined ? {} : { prefix }),
      },
      backendFactory,
    );
    worker.on('error', (error) => this.#logFault(name, error));
    return worker;
  }

  #logFault(queue: string, error: Error): void {
    this.#deps.logger.debug({ queue, err: error }, 'queue operation failed');
  }

  #discard(closing: Promise<void>): void {
    closing.catch((error: unknown) => this.#deps.logger.debug({ err: error }, 'queue object did not close'));
  }
}
