import type { ReadyMessage } from './server-process.ts';

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const closeTimeoutMs = 10_000;

/**
 * Keeps a server up until SIGTERM, SIGINT or the end of the process that started it, then closes it in order.
 * A second signal ends at once.
 * @returns the exit code
 */
export async function serveUntilStopped(
  served: Served,
  facts: Readonly<Record<string, unknown>>,
  say: (text: string) => void,
): Promise<number> {
  if (process.send !== undefined) {
    const ready: ReadyMessage = { ready: true, url: served.url, facts };
    process.send(ready);
  } else {
    say(`listening on ${served.url}\n`);
  }
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('disconnect', () => resolve());
  });
  process.once('SIGTERM', () => process.exit(1));
  process.once('SIGINT', () => process.exit(130));
  setTimeout(() => process.exit(1), closeTimeoutMs).unref();
  await served.close();
  // The channel to the parent would keep this process alive.
  if (process.connected) process.disconnect();
  return 0;
}
