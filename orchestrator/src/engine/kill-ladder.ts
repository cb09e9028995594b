import type { KillReport } from '@wheelhouse/protocol';
import type { RuntimeSession } from '../runtimes/index.ts';
import type { Supervised } from '../supervisor/index.ts';
import { engineLimits } from './config.ts';

export type LadderStep = KillReport['steps'][number]['step'];

/** The steps of a kill, in order. `now` skips the polite ones. Pure. */
export function planLadder(options: { readonly now: boolean; readonly canInterrupt: boolean }): readonly LadderStep[] {
  if (options.now) return ['revoke', 'destroy', 'verify'];
  return options.canInterrupt
    ? ['revoke', 'interrupt', 'terminate', 'destroy', 'verify']
    : ['revoke', 'terminate', 'destroy', 'verify'];
}

export interface LadderTarget {
  readonly process: Supervised;
  readonly session: RuntimeSession | null;
  readonly canInterrupt: boolean;
  /** Resolves when the agent's own process ended: the polite steps are over then. */
  readonly exited: Promise<unknown>;
  /** Aborts when somebody asked for `now` meanwhile. */
  readonly hurry: AbortSignal;
  /** Called while survivors are left, before each further try. */
  onSurvivors(count: number): Promise<void>;
}

function waitFor(target: LadderTarget, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      target.hurry.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    target.hurry.addEventListener('abort', done);
    if (target.hurry.aborted) done();
    void target.exited.then(done);
  });
}

/**
 * Walks the ladder and does not come back before the supervisor saw nothing alive: survivors are reported and the
 * kill is tried again, for as long as it takes.
 */
export async function climbLadder(target: LadderTarget, now: boolean): Promise<KillReport> {
  const startedAt = performance.now();
  const atMs = (): number => Math.round(performance.now() - startedAt);
  const steps: { step: LadderStep; atMs: number }[] = [];
  let hasExited = false;
  void target.exited.then(() => (hasExited = true));
  let verified = { survivors: 0, verifiedBy: target.process.containment };
  for (const step of planLadder({ now, canInterrupt: target.canInterrupt })) {
    const isPolite = step === 'interrupt' || step === 'terminate';
    await Promise.resolve();
    if (isPolite && (hasExited || target.hurry.aborted)) continue;
    steps.push({ step, atMs: atMs() });
    if (step === 'interrupt') {
      void target.session?.interrupt();
      await waitFor(target, engineLimits.interruptMs);
    } else if (step === 'terminate') {
      target.process.closeInput();
      target.process.terminate();
      await waitFor(target, engineLimits.terminateMs);
    } else if (step === 'destroy') {
      verified = await destroyAll(target);
    }
  }
  return { survivors: verified.survivors, verifiedBy: verified.verifiedBy, steps, durationMs: atMs() };
}

async function destroyAll(target: LadderTarget): Promise<{ survivors: number; verifiedBy: KillReport['verifiedBy'] }> {
  for (;;) {
    const { survivors, verifiedBy } = await target.process.destroy();
    if (survivors === 0) return { survivors, verifiedBy };
    await target.onSurvivors(survivors);
    await new Promise((resolve) => setTimeout(resolve, engineLimits.killRetryMs));
  }
}
