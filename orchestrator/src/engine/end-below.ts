import type { ActiveRun } from './active-run.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import type { RunBook } from './run-book.ts';
import type { RunRow } from './run-store.ts';
import { mayHaveChildren } from './run-tree.ts';

export interface Ending {
  readonly deps: Pick<EngineDeps, 'logger'>;
  readonly active: ActiveRun;
  readonly run: RunRow;
  readonly book: RunBook;
}

/**
 * Ends every run below one whose own processes are gone, and comes back when all of them have ended: an end that is
 * booked after that speaks for the whole tree. Gives up where this process leaves; then the end itself tells them.
 */
export async function endBelow({ deps, active, run, book }: Ending): Promise<void> {
  if (!mayHaveChildren(run)) return;
  const complainAt = performance.now() + engineLimits.belowPatienceMs;
  let hasComplained = false;
  while (!active.abandoned.aborted) {
    const open = await book.stopBelow().catch((error: unknown) => {
      deps.logger.warn({ runId: run.id, err: error }, 'the runs below one could not be told to end yet');
      return null;
    });
    if (open === 0) return;
    if (open !== null && !hasComplained && performance.now() >= complainAt) {
      hasComplained = true;
      await book.noteOpenBelow(open).catch(() => undefined);
    }
    await new Promise((resolve) =>
      setTimeout(resolve, open === null ? engineLimits.storeRetryMs : engineLimits.belowLookMs),
    );
  }
}
