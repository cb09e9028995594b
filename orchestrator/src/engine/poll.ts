import type { EngineLogger } from './deps.ts';

export interface Poll {
  /** Runs soon, however often it is called meanwhile. */
  wake(): void;
  /** Stops and waits for a run that is under way. */
  stop(): Promise<void>;
}

/**
 * Runs `work` when woken and at least every `everyMs`, one at a time. A failure is logged and the next turn tries again.
 * @param what named in the log
 */
export function startPoll(what: string, everyMs: number, work: () => Promise<void>, logger: EngineLogger): Poll {
  let timer: NodeJS.Timeout | undefined;
  let isWoken = false;
  let isStopped = false;
  let current: Promise<void> | null = null;

  const turn = async (): Promise<void> => {
    clearTimeout(timer);
    try {
      do {
        isWoken = false;
        await work();
      } while (isWoken && !isStopped);
    } catch (error) {
      logger.warn({ event: what, err: error }, 'periodic work failed; it is tried again');
    } finally {
      current = null;
      if (!isStopped) timer = setTimeout(start, everyMs);
    }
  };
  const start = (): void => {
    if (!isStopped) current ??= turn();
  };
  start();
  return {
    wake() {
      isWoken = true;
      start();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
