import pg from 'pg';

export interface ListenOptions {
  readonly databaseUrl: string;
  /** Any text; case counts. */
  readonly channel: string;
  /** Gets each payload in commit order; gets '' after a reconnect, when notifications may have been missed. */
  readonly onNotify: (payload: string) => void;
  /** Told of every lost connection, for the log. */
  readonly onError?: (error: Error) => void;
}

export interface Listener {
  close(): Promise<void>;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * Listens on a connection of its own (a pooled one would lose its channels). Resolves once the server listens; later
 * losses are repaired in the background.
 * @throws the connection's error where the first attempt fails
 */
export async function openListener(options: ListenOptions): Promise<Listener> {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: options.databaseUrl, keepAlive: true });
    next.on('error', (error) => options.onError?.(error));
    next.on('notification', (message) => options.onNotify(message.payload ?? ''));
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(options.channel)}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    if (closed) return next.end();
    client = next;
    failures = 0;
    next.once('end', () => {
      client = undefined;
      retry();
    });
  };

  const retry = (): void => {
    if (closed) return;
    // Full jitter: a restarted server is not met by every process at once.
    const waitMs = Math.random() * Math.min(longestRetryMs, firstRetryMs * 2 ** failures++);
    timer = setTimeout(() => {
      connect().then(
        () => options.onNotify(''),
        (error: unknown) => {
          options.onError?.(error instanceof Error ? error : new Error(String(error)));
          retry();
        },
      );
    }, waitMs);
  };

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
