import type { LimitCode, ModelLimits } from './types.ts';

/** Tokens, cost and answers: what is limited, used, or promised to requests under way. */
export interface Amounts {
  readonly tokens: number;
  readonly costMicros: number;
  readonly turns: number;
}

export const nothing: Amounts = { tokens: 0, costMicros: 0, turns: 0 };

export interface BudgetState {
  readonly limits: ModelLimits;
  readonly used: Amounts;
  /** Used up of the same limits by others. */
  readonly elsewhere: Amounts;
  /** The most that the requests under way can use, together. */
  readonly outstanding: Amounts;
  readonly underWay: number;
}

export type Admission =
  | { readonly kind: 'go' }
  /** There is room, but others may use it up: ask again when one of them has ended. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'refuse'; readonly code: LimitCode };

const dimensions = ['costMicros', 'tokens', 'turns'] as const;
const codeOf = { costMicros: 'LIMIT_COST', tokens: 'LIMIT_TOKENS', turns: 'LIMIT_TURNS' } as const;

/**
 * Whether a request that can use `most` may be sent. What is used up refuses it. One that is alone may go however little
 * is left, or an agent that allows itself long answers could never use its budget up; beside others it may go only where
 * the most of all of them fits. So only the one that was admitted alone can pass a limit, and it began below it: a run
 * uses less than its limit and one answer together.
 */
export function decideAdmission(state: BudgetState, most: Amounts): Admission {
  const spent = dimensions.find((name) => isReached(state, name));
  if (spent !== undefined) return { kind: 'refuse', code: codeOf[spent] };
  if (state.underWay === 0) return { kind: 'go' };
  return dimensions.every((name) => fits(state, most, name)) ? { kind: 'go' } : { kind: 'wait' };
}

function isReached(state: BudgetState, name: keyof Amounts): boolean {
  const limit = state.limits[name];
  return limit !== undefined && state.used[name] + state.elsewhere[name] >= limit;
}

function fits(state: BudgetState, most: Amounts, name: keyof Amounts): boolean {
  const limit = state.limits[name];
  const taken = state.used[name] + state.elsewhere[name] + state.outstanding[name];
  return limit === undefined || taken + most[name] <= limit;
}

export function add(a: Amounts, b: Amounts): Amounts {
  return { tokens: a.tokens + b.tokens, costMicros: a.costMicros + b.costMicros, turns: a.turns + b.turns };
}

export function subtract(a: Amounts, b: Amounts): Amounts {
  return { tokens: a.tokens - b.tokens, costMicros: a.costMicros - b.costMicros, turns: a.turns - b.turns };
}

/** The limits after more was granted; what is not limited stays so. */
export function raiseLimits(limits: ModelLimits, more: ModelLimits): ModelLimits {
  const raised = dimensions.flatMap((name) => {
    const limit = limits[name];
    return limit === undefined ? [] : [[name, limit + (more[name] ?? 0)] as const];
  });
  return Object.fromEntries(raised);
}
