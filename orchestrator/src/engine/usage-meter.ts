import type { RunUsage } from '@wheelhouse/protocol';
import type { RuntimeEvent } from '../runtimes/index.ts';
import type { StoredLimits } from './limit-watch.ts';

export type UsageCode = 'LIMIT_TOKENS' | 'LIMIT_COST' | 'LIMIT_TURNS';

/** What is used, counted one way. */
export interface Spent {
  readonly tokens: number;
  readonly costMicros: number;
  readonly turns: number;
}

export function addSpent(a: Spent, b: Spent): Spent {
  return { tokens: a.tokens + b.tokens, costMicros: a.costMicros + b.costMicros, turns: a.turns + b.turns };
}

export const nothingSpent: Spent = { tokens: 0, costMicros: 0, turns: 0 };

/** What earlier attempts of a run used: a budget is the run's, not the attempt's. */
export function spentBefore(usage: unknown): Spent {
  if (typeof usage !== 'object' || usage === null) return nothingSpent;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costMicros, answers } = usage as RunUsage;
  const tokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
  return { tokens, costMicros: costMicros ?? 0, turns: answers };
}

/** Which of a run's budgets is used up; null for none. Pure. */
export function findOverspent(limits: StoredLimits, spent: Spent): UsageCode | null {
  if (limits.costMicros !== undefined && spent.costMicros >= limits.costMicros) return 'LIMIT_COST';
  if (limits.tokens !== undefined && spent.tokens >= limits.tokens) return 'LIMIT_TOKENS';
  if (limits.turns !== undefined && spent.turns >= limits.turns) return 'LIMIT_TURNS';
  return null;
}

const countOf = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0);

/**
 * Watches the budgets of an agent by what it says of itself, for one that does not reach its models by the gateway: that
 * one counts better, and before the money is spent.
 */
export class UsageMeter {
  readonly #limits: StoredLimits;
  readonly #onLimit: (code: UsageCode) => void;
  readonly #before: Spent;
  #spent: Spent;
  /** By the runs below. */
  #below: Spent = nothingSpent;
  #isOver = false;

  constructor(limits: StoredLimits, before: Spent, onLimit: (code: UsageCode) => void) {
    this.#limits = limits;
    this.#before = before;
    this.#spent = before;
    this.#onLimit = onLimit;
  }

  take({ type, data }: RuntimeEvent): void {
    const { tokens, costMicros, turns } = this.#spent;
    if (type === 'usage' && data['source'] === 'agent') {
      const names = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'];
      const more = names.reduce((sum, name) => sum + countOf(data[name]), 0);
      this.#spent = { turns, tokens: tokens + more, costMicros: costMicros + countOf(data['costMicros']) };
    } else if (type === 'metric' && data['name'] === 'turns') {
      this.#spent = { tokens, costMicros, turns: Math.max(turns, this.#before.turns + countOf(data['value'])) };
    } else return;
    this.#judge();
  }

  /** What the runs below have used, all of it so far. */
  charge(below: Spent): void {
    this.#below = below;
    this.#judge();
  }

  #judge(): void {
    const code = findOverspent(this.#limits, addSpent(this.#spent, this.#below));
    if (code === null || this.#isOver) return;
    this.#isOver = true;
    this.#onLimit(code);
  }
}
