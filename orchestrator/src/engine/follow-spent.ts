import type { ActiveRun, ActiveRuns } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import { readSpentBelow } from './run-tree.ts';

/** A run below one that is held here has used something: it counts for that one's budgets too. */
export async function followSpent(deps: EngineDeps, runs: ActiveRuns, runId: string): Promise<void> {
  const active = runs.find(runId);
  if (active !== undefined) await chargeBelow(deps, active);
}

/** Counts what the runs below one have used until now. */
export async function chargeBelow({ db }: EngineDeps, active: ActiveRun): Promise<void> {
  const found = await db.withSystemTenant(active.key.workspaceId, (tx) => readSpentBelow(tx, active.key));
  const before = active.spentBelow;
  // It only grows: of two looks that overtake each other the later one counts.
  active.spentBelow = {
    tokens: Math.max(before.tokens, found.tokens),
    costMicros: Math.max(before.costMicros, found.costMicros),
    turns: Math.max(before.turns, found.turns),
  };
  active.models?.charge(active.spentBelow);
  active.watch?.charge(active.spentBelow);
}
