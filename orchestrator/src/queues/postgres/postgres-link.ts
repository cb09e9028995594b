import { isPgPool, type PgPool, PostgresConnection, PostgresQueueBackend, SchemaMigrationRequiredError } from 'bullmq';
import { Pool } from 'pg';
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
import { queueNameOf } from '../queue-names.ts';
import type { QueueDepth, QueueRef } from '../queue-types.ts';
import { FlushBarrier } from './flush-barrier.ts';
import { JobListener } from './job-listener.ts';
import { queueSchema } from './migrate.ts';
import { surveyJobs, trimEvents } from './survey.ts';

/** Two lanes of two operations each, adding, the sweep. Idle ones close: one remains, and the listener's. */
const maxConnections = 6;
const operationsPerLane = 2;

/** Opens the queues of a PostgreSQL database whose BullMQ schema was migrated. */
export function postgresLink(databaseUrl: string): OpenLink {
  return async (deps) => {
    const pool = openPool(databaseUrl, deps);
    try {
      return new PostgresLink({ databaseUrl, pool, connection: await connect(pool, deps), deps });
    } catch (error) {
      await pool.end().catch(() => undefined);
      throw asPermanent(error);
    }
  };
}

interface LinkParts {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly connection: PostgresConnection;
  readonly deps: LinkDeps;
}

class PostgresLink implements StoreLink {
  readonly operationsPerLane = operationsPerLane;
  readonly #parts: LinkParts;
  readonly #objects: BullmqObjects<PostgresQueueBackend, PgPool>;
  readonly #barrier: FlushBarrier;
  readonly #listener: JobListener;

  constructor(parts: LinkParts) {
    const { connection, deps, databaseUrl, pool } = parts;
    this.#parts = parts;
    this.#barrier = new FlushBarrier(pool);
    this.#objects = new BullmqObjects<PostgresQueueBackend, PgPool>({
      connection: connection.pool,
      // Not createPostgresBackend: it makes a connection, and leaks a pool listener, per queue.
      backendFactory: (name, options) => new PostgresQueueBackend(connection, name, options, false),
      timings: deps.timings,
      logger: deps.logger,
    });
    this.#listener = new JobListener({ databaseUrl, ...deps });
    this.#listener.start();
  }

  // Never addBulk: it makes temporary tables and a sequence per queue, which needs CREATE.
  async add(ref: QueueRef, commandId: string): Promise<void> {
    await this.#objects.add(ref, commandId);
    await this.#barrier.passed();
  }

  depth(ref: QueueRef): Promise<QueueDepth> {
    return this.#objects.depth(ref);
  }

  drop(ref: QueueRef): Promise<void> {
    return this.#objects.drop(ref);
  }

  worker(ref: QueueRef, processor: Processor): JobWorker {
    return this.#objects.worker(ref, processor);
  }

  releaseWorker(ref: QueueRef): void {
    this.#objects.releaseWorker(ref);
  }

  /** The job table itself says which queues have work. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  survey(): Promise<Survey> {
    return surveyJobs(this.#parts.pool, Date.now());
  }

  async recoverStalled(ref: QueueRef): Promise<number> {
    const { connection, deps } = this.#parts;
    const options = { connection: connection.pool, maxStalledCount, stalledInterval: deps.timings.stalledIntervalMs };
    const backend = new PostgresQueueBackend(connection, queueNameOf(ref), options, false);
    const recovered = await backend.moveStalledJobsToWait();
    return recovered.length;
  }

  async trim(): Promise<void> {
    await trimEvents(this.#parts.pool);
  }

  async close(): Promise<void> {
    await this.#listener.close();
    this.#objects.close();
    await this.#parts.connection.close();
    await this.#parts.pool.end();
  }
}

/** Only once the server answers: a PostgresConnection first used while it is down stays dead, and silent about it. */
async function connect(pool: Pool, deps: LinkDeps): Promise<PostgresConnection> {
  await probe(pool);
  const connection = new PostgresConnection(asBullmqPool(pool));
  connection.on('error', (error: unknown) => deps.logger.debug({ err: error }, 'queue connection fault'));
  await connection.waitUntilReady();
  return connection;
}

function openPool(databaseUrl: string, deps: LinkDeps): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'wheelhouse queues',
    // Losing the last moments of claims in a crash runs some jobs again, which the ledger fences; waiting for the disk at every
    // claim and every end cost 1.7 times the throughput (measured). Adding waits at the barrier.
    options: `-c search_path=${queueSchema} -c synchronous_commit=off`,
    max: maxConnections,
    // Opening one anew costs 10 ms of key derivation.
    min: 1,
    idleTimeoutMillis: 2_000,
    connectionTimeoutMillis: 3_000,
    // A server that stopped answering: the client is destroyed, and the pool opens another.
    query_timeout: 10_000,
    keepAlive: true,
  });
  pool.on('error', (error) => deps.logger.debug({ err: error }, 'idle queue connection lost'));
  return pool;
}

/** The two packages describe the same pool in types that do not meet. */
function asBullmqPool(pool: unknown): PgPool {
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not take this pool');
  return pool;
}

async function probe(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ schema: string | null }>('select current_schema() as schema');
  if (rows[0]?.schema !== queueSchema) {
    const cause = { currentSchema: rows[0]?.schema ?? null };
    throw new PermanentFault(
      `the schema ${queueSchema} is missing or not visible: migrate the queue store, and set no search_path in the URL`,
      { cause },
    );
  }
}

/** SQLSTATE classes of refusals that waiting does not mend: wrong credentials, unknown database, missing rights. */
const permanentStates = /^(28|3D|42)/;

function asPermanent(error: unknown): unknown {
  if (error instanceof SchemaMigrationRequiredError) return new PermanentFault(error.message, { cause: error });
  const state = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof Error && typeof state === 'string' && permanentStates.test(state)) {
    return new PermanentFault(error.message, { cause: error });
  }
  return error;
}
