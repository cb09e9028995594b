import { type ConnectionOptions, QueueKeys, RedisConnection, RedisQueueBackend, type WorkerOptions } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { BullmqObjects } from '../bullmq-objects.ts';
import {
  type JobWorker,
  type LinkDeps,
  type OpenLink,
  PermanentFault,
  type Processor,
  type StoreLink,
  type Survey,
} from '../driver.ts';
import { maxStalledCount } from '../job-rules.ts';
import { parseQueueName, queueNameOf, redisPrefixOf, wakeChannel } from '../queue-names.ts';
import type { QueueDepth, QueueRef } from '../queue-types.ts';
import { ReadySet } from './ready-set.ts';
import { readRedisFault } from './redis-safety.ts';

/** One connection pipelines them all. */
const operationsPerLane = 64;
const maxEvents = 100;

const commandClient: RedisOptions = {
  lazyConnect: true,
  // Fail at once while the connection is away: a caller must not hang, and the outbox and the sweep try again.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 3_000,
  commandTimeout: 10_000,
  retryStrategy: (times) => Math.min(1_000, 50 * times),
};

/** Opens the queues of a Redis server, all keys under `wh:<instance>`. Not for a cluster: scripts touch many keys. */
export function redisLink(options: { readonly redisUrl: string; readonly instanceId: string }): OpenLink {
  return async (deps) => {
    const client = new Redis(options.redisUrl, commandClient);
    client.on('error', (error: unknown) => deps.logger.debug({ err: error }, 'queue connection fault'));
    try {
      await client.connect();
      const connection = new RedisConnection(client, { shared: true, blocking: false });
      connection.on('error', () => undefined);
      await connection.client;
      const subscriber = await subscribe(client, options.instanceId, deps);
      return new RedisLink({ client, connection, subscriber, instanceId: options.instanceId, deps });
    } catch (error) {
      client.disconnect();
      throw asPermanent(error);
    }
  };
}

interface LinkParts {
  readonly client: Redis;
  readonly connection: RedisConnection;
  readonly subscriber: Redis;
  readonly instanceId: string;
  readonly deps: LinkDeps;
}

class RedisLink implements StoreLink {
  readonly operationsPerLane = operationsPerLane;
  readonly #parts: LinkParts;
  readonly #readySet: ReadySet;
  readonly #keys: QueueKeys;
  readonly #objects: BullmqObjects<RedisQueueBackend, ConnectionOptions>;

  constructor(parts: LinkParts) {
    const { client, instanceId, deps } = parts;
    const prefix = redisPrefixOf(instanceId);
    this.#parts = parts;
    this.#readySet = new ReadySet(client, instanceId);
    this.#keys = new QueueKeys(prefix);
    this.#objects = new BullmqObjects<RedisQueueBackend, ConnectionOptions>({
      connection: client,
      // Built by hand rather than by root.forQueue(), which would lose the lock duration of each worker.
      backendFactory: (name, backendOptions) => this.#backend(name, backendOptions),
      prefix,
      maxEvents,
      timings: deps.timings,
      logger: deps.logger,
    });
  }

  async add(ref: QueueRef, commandId: string): Promise<void> {
    const { client, instanceId } = this.#parts;
    // Sent in this order on one connection, so the member is there before the job.
    await Promise.all([this.#readySet.add(ref), this.#objects.add(ref, commandId)]);
    // Again, because a pool may have seen the queue empty in between and removed it.
    await this.#readySet.add(ref);
    await client.publish(wakeChannel(instanceId), queueNameOf(ref));
  }

  depth(ref: QueueRef): Promise<QueueDepth> {
    return this.#objects.depth(ref);
  }

  async drop(ref: QueueRef): Promise<void> {
    await this.#objects.drop(ref);
    // What is left of an emptied queue, its place among those with work first of all.
    await this.#readySet.removeIfEmpty(ref);
  }

  worker(ref: QueueRef, processor: Processor): JobWorker {
    return this.#objects.worker(ref, processor);
  }

  releaseWorker(ref: QueueRef): void {
    this.#objects.releaseWorker(ref);
  }

  settle(ref: QueueRef): Promise<void> {
    return this.#readySet.removeIfEmpty(ref);
  }

  async survey(): Promise<Survey> {
    const [survey, fault] = await Promise.all([this.#readySet.survey(), readRedisFault(this.#parts.client)]);
    return { ...survey, fault };
  }

  async recoverStalled(ref: QueueRef): Promise<number> {
    const { client, deps, instanceId } = this.#parts;
    const options: WorkerOptions = {
      connection: client,
      prefix: redisPrefixOf(instanceId),
      maxStalledCount,
      stalledInterval: deps.timings.stalledIntervalMs,
    };
    const recovered = await this.#backend(queueNameOf(ref), options).moveStalledJobsToWait();
    return recovered.length;
  }

  /** Streams are kept short by their own limit and leave with their queue. */
  trim(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    const { client, connection, subscriber } = this.#parts;
    this.#objects.close();
    subscriber.disconnect();
    await connection.close(true);
    client.disconnect();
  }

  #backend(name: string, options: ConstructorParameters<typeof RedisQueueBackend>[4]): RedisQueueBackend {
    const toKey = (type: string): string => this.#keys.toKey(name, type);
    return new RedisQueueBackend(
      this.#parts.connection,
      name,
      this.#keys.getKeys(name),
      toKey,
      options,
      undefined,
      false,
    );
  }
}

/** The second and last connection: a wake-up is a hint, the sweep finds what it misses. */
async function subscribe(client: Redis, instanceId: string, deps: LinkDeps): Promise<Redis> {
  const subscriber = client.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  });
  subscriber.on('error', (error: unknown) => deps.logger.debug({ err: error }, 'queue listener fault'));
  subscriber.on('ready', () => deps.onGap());
  subscriber.on('message', (_channel: string, queue: string) => {
    const ref = parseQueueName(queue);
    if (ref !== undefined) deps.onWake(ref);
  });
  try {
    await subscriber.connect();
    await subscriber.subscribe(wakeChannel(instanceId));
    return subscriber;
  } catch (error) {
    subscriber.disconnect();
    throw error;
  }
}

function asPermanent(error: unknown): unknown {
  const refused = error instanceof Error && /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password)/.test(error.message);
  return refused ? new PermanentFault(error.message, { cause: error }) : error;
}
