import { setTimeout as delay } from 'node:timers/promises';

/** One way from an issuer to a target in this process. Messages arrive in the order in which they were sent. */
export interface Route {
  /** Signs what will be sent, outside of the timing. */
  prepare(count: number): void;
  /** Sends the next of the prepared messages. */
  send(): void;
  /** Called for each message that reached the target. */
  onArrival: () => void;
  /** Resolves when everything sent is also acknowledged and stored away. */
  settled(): Promise<void>;
}

/** Enough to fill every window of the link; more would only queue. */
const inFlight = 192;

export interface BurstTimes {
  /** From the first send to the last arrival. */
  readonly seconds: number;
  /** Of this process, which holds both ends, until everything was also acknowledged. */
  readonly endsCpuSeconds: number;
}

/** Sends `count` messages as fast as they arrive. */
export async function runBurst(route: Route, count: number): Promise<BurstTimes> {
  route.prepare(count);
  const cpuBefore = process.cpuUsage();
  let sent = 0;
  let arrived = 0;
  const startedAt = performance.now();
  const endedAt = await new Promise<number>((resolve) => {
    const fill = (): void => {
      for (; sent < count && sent - arrived < inFlight; sent += 1) route.send();
    };
    route.onArrival = () => {
      arrived += 1;
      if (arrived === count) resolve(performance.now());
      else fill();
    };
    fill();
  });
  await route.settled();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: (endedAt - startedAt) / 1000, endsCpuSeconds: (user + system) / 1e6 };
}

/** Sends `count` messages at a steady rate; milliseconds from when each was due to its arrival. */
export async function runPaced(
  route: Route,
  pace: { readonly perSecond: number; readonly count: number },
): Promise<number[]> {
  route.prepare(pace.count);
  const dueAt: number[] = [];
  const latencies: number[] = [];
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  route.onArrival = () => {
    latencies.push(performance.now() - (dueAt[latencies.length] ?? Number.NaN));
    if (latencies.length === pace.count) finish();
  };
  const startedAt = performance.now();
  while (dueAt.length < pace.count) {
    const due = startedAt + (dueAt.length * 1000) / pace.perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0) await delay(waitMs);
    // A timer is up to a millisecond off, which is not the relay's doing; being late with the one before is.
    dueAt.push(waitMs > 0 ? performance.now() : due);
    route.send();
  }
  await done;
  await route.settled();
  return latencies;
}
