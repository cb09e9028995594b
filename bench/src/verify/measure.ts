import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Commands } from './commands.ts';
import type { Primitive } from './primitives.ts';

export interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** Counts what `work` does, with the CPU of every thread of this process. */
async function rateOf(work: () => Promise<number>): Promise<Rate> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const count = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: count / seconds, perCpuSecond: (count * 1e6) / (user + system) };
}

/** Verifications in the thread pool's queue at a time. */
const poolDepth = 64;

export function measurePrimitive({ verify }: Primitive, forMs: number): Promise<Rate> {
  return rateOf(async () => {
    const endAt = performance.now() + forMs;
    let count = 0;
    for (; performance.now() < endAt; count += poolDepth) {
      let good = 0;
      if (verify.mode === 'async') {
        good = (await Promise.all(Array.from({ length: poolDepth }, verify.one))).filter(Boolean).length;
      } else {
        for (let turn = 0; turn < poolDepth; turn += 1) good += verify.one() ? 1 : 0;
      }
      if (good !== poolDepth) throw new Error('a good signature was refused');
    }
    return count;
  });
}

/** How a burst of commands is checked: as the hub does (async), or synchronously with a turn for others after each chunk. */
export interface Plan {
  readonly name: string;
  readonly verify: 'sync' | 'async';
  readonly chunk: number;
}

export interface Burst extends Rate {
  /** How late a timer was, in milliseconds, while the burst was worked off. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly delayMax: number;
}

/** Checks all commands as if they had arrived in one turn. */
export async function measureBurst(commands: Commands, plan: Plan): Promise<Burst> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await delay(5); // It counts from its first tick on.
  const rate = await rateOf(async () => {
    const { frames } = commands;
    for (let at = 0; at < frames.length; at += plan.chunk) {
      await Promise.all(frames.slice(at, at + plan.chunk).map((frame) => commands.check(frame, plan.verify)));
      await nextTurn();
    }
    return frames.length;
  });
  await delay(1); // A wait that is still going on counts only once its timer has fired.
  delays.disable();
  const ms = (nanoseconds: number): number => nanoseconds / 1e6;
  return {
    ...rate,
    delayP50: ms(delays.percentile(50)),
    delayP99: ms(delays.percentile(99)),
    delayMax: ms(delays.max),
  };
}
