import pg from 'pg';

export interface OpenPoolOptions {
  readonly databaseUrl: string;
  readonly maxConnections?: number;
  readonly onError?: (error: Error) => void;
  /** Sends statements without waiting for the answers of those before. */
  readonly pipeline?: boolean;
}

/** Opens a pool and lets `check` refuse it; a refused pool is closed again. */
export async function openPool(options: OpenPoolOptions, check: (pool: pg.Pool) => Promise<void>): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    pipeline: options.pipeline ?? false,
    // A callback that hangs must not hold its locks for ever.
    idle_in_transaction_session_timeout: 120_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  // The pool listens only to idle connections. One that is cut while in use would end the process.
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  try {
    await check(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}
