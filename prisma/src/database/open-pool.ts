import pg from 'pg';

export interface OpenPoolOptions {
  readonly databaseUrl: string;
  readonly maxConnections?: number;
  readonly onError?: (error: Error) => void;
}

/** Opens a pool and lets `check` refuse it; a refused pool is closed again. */
export async function openPool(options: OpenPoolOptions, check: (pool: pg.Pool) => Promise<void>): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A callback that hangs must not hold its locks for ever.
    idle_in_transaction_session_timeout: 120_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  try {
    await check(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}
