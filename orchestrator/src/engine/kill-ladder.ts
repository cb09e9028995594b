import type { KillReport } from '@wheelhouse/protocol';
import type { RuntimeSession } from '../runtimes/index.ts';
import type { KillVerification, Supervised } from '../supervisor/index.ts';
import { engineLimits } from './config.ts';

export type LadderStep = KillReport['steps'][number]['step'];

/** One rung: what to do, and how long the agent has to end by itself before the next. */
export interface Rung {
  readonly step: LadderStep;
  readonly waitMs: number;
}

/**
 * The steps of a kill, in order. `now` skips the polite ones; an agent that cannot be interrupted is asked by TERM at
 * once. Pure.
 */
export function planLadder(options: { readonly now: boolean; readonly canInterrupt: boolean }): readonly Rung[] {
  const revoke: Rung = { step: 'revoke', waitMs: 0 };
  const interrupt: Rung = { step: 'interrupt', waitMs: engineLimits.interruptMs };
  const terminate: Rung = { step: 'terminate', waitMs: engineLimits.terminateMs };
  const end: readonly Rung[] = [
    { step: 'destroy', waitMs: 0 },
    { step: 'verify', waitMs: 0 },
  ];
  if (options.now) return [revoke, ...end];
  return options.canInterrupt ? [revoke, interrupt, terminate, ...end] : [revoke, terminate, ...end];
}

export interface LadderTarget {
  readonly process: Supervised;
  readonly session: Pick<RuntimeSession, 'interrupt'> | null;
  readonly canInterrupt: boolean;
  /** Aborts when somebody asked for `now` meanwhile. */
  readonly hurry: AbortSignal;
  /** Takes back what the run could still use; nothing is given out yet. */
  revoke?(): void;
  /** Called while survivors are left, before each further try, with what is known so far. */
  onSurvivors(report: KillReport): Promise<void>;
}

/**
 * Walks the ladder and does not come back before the supervisor saw nothing alive: survivors are reported and the
 * kill is tried again, for as long as it takes.
 * @param now skips the polite steps from the start
 */
export async function climbLadder(target: LadderTarget, now: boolean): Promise<KillReport> {
  const startedAt = performance.now();
  const atMs = (): number => Math.round(performance.now() - startedAt);
  const over = new AbortController();
  void target.process.exited.then(() => over.abort());
  const skipPolite = AbortSignal.any([over.signal, target.hurry]);
  const steps: KillReport['steps'] = [];
  let report: KillReport | null = null;
  for (const { step, waitMs } of planLadder({ now, canInterrupt: target.canInterrupt })) {
    if (waitMs > 0 && skipPolite.aborted) continue;
    steps.push({ step, atMs: atMs() });
    if (step === 'revoke') target.revoke?.();
    if (step === 'interrupt') await within(waitMs, skipPolite, target.session?.interrupt());
    if (step === 'terminate') {
      target.process.closeInput();
      target.process.terminate();
      await within(waitMs, skipPolite);
    }
    if (step === 'destroy') report = await destroyAll(target, { steps, atMs });
  }
  if (report === null) throw new TypeError('a ladder without its last rungs');
  return { ...report, steps, durationMs: atMs() };
}

async function settled(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch {
    // An adapter that could not interrupt: the next rung does not need it.
  }
}

/** Until the time is over, the signal aborts or the work is settled, whichever is first. */
function within(timeoutMs: number, signal: AbortSignal, work?: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
    if (work !== undefined) void settled(work).finally(done);
  });
}

interface Climbed {
  readonly steps: KillReport['steps'];
  /** Milliseconds since the first step. */
  readonly atMs: () => number;
}

/** Kills and looks until nothing is alive. */
export async function destroyAll(
  target: Pick<LadderTarget, 'process' | 'onSurvivors'>,
  { steps, atMs }: Climbed = climbFromHere(),
): Promise<KillReport> {
  for (;;) {
    const { survivors, verifiedBy } = await destroyOnce(target.process);
    const report = { survivors, verifiedBy, steps: [...steps], durationMs: atMs() };
    if (survivors === 0) return report;
    await target.onSurvivors(report);
    await new Promise((resolve) => setTimeout(resolve, engineLimits.killRetryMs));
  }
}

function climbFromHere(): Climbed {
  const startedAt = performance.now();
  return { steps: [{ step: 'destroy', atMs: 0 }], atMs: () => Math.round(performance.now() - startedAt) };
}

/** Where the supervisor is gone, what it owned was ended with it; `exited` brings what was found. */
async function destroyOnce(process: Supervised): Promise<KillVerification> {
  try {
    return await process.destroy();
  } catch {
    return (await process.exited).verification;
  }
}
