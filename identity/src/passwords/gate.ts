import { WheelhouseError } from '@wheelhouse/protocol';

export interface GateOptions {
  /** Pieces of work at one time. */
  readonly concurrency: number;
  /** How many may wait; the next one is refused. */
  readonly maxWaiting: number;
}

/** Lets so many pieces of work run at once and so many wait, first come first served. */
export interface Gate {
  /** @throws WheelhouseError RATE_LIMITED without having started, where too many wait already */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** The most that were ever running at once. */
  readonly peak: number;
}

export function openGate({ concurrency, maxWaiting }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  let peak = 0;
  const enter = async (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
    } else {
      if (waiting.length >= maxWaiting) {
        throw new WheelhouseError('RATE_LIMITED', 'too many attempts at once');
      }
      // Whoever leaves hands its place on, so `running` does not change.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    peak = Math.max(peak, running);
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
    get peak() {
      return peak;
    },
  };
}
