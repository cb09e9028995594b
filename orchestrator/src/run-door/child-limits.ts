import type { Code } from '@wheelhouse/protocol';
import { readLimits } from '../engine/limit-watch.ts';
import { nothingSpent, type Spent } from '../engine/usage-meter.ts';

/** One run of a tree, as far as it decides about further ones. */
export interface TreeRun {
  readonly id: string;
  readonly parentId: string | null;
  /** Levels below the root. */
  readonly depth: number;
  /** As stored. */
  readonly limits: unknown;
  /** By itself, without those below it. */
  readonly spent: Spent;
  /** Milliseconds since the epoch; of the attempt that is under way. */
  readonly startedAt: number | null;
}

export interface ChildAllowance {
  /** Runs that it and those below it may start in all. */
  readonly children: number;
  readonly depth: number;
}

/** What a run may start; nothing where its limits say nothing. */
export function childAllowanceOf(stored: unknown): ChildAllowance {
  const { children, depth } = (stored ?? {}) as { readonly children?: unknown; readonly depth?: unknown };
  const allowed = countOf(children) ?? 0;
  return { children: allowed, depth: allowed === 0 ? 0 : (countOf(depth) ?? 1) };
}

const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;

export interface ChildRefusal {
  readonly code: Extract<
    Code,
    'LIMIT_CHILDREN' | 'LIMIT_DEPTH' | 'LIMIT_TOKENS' | 'LIMIT_COST' | 'LIMIT_TURNS' | 'LIMIT_WALL' | 'PARENT_ENDED'
  >;
  readonly message: string;
}

const budgets = [
  ['costMicros', 'LIMIT_COST'],
  ['tokens', 'LIMIT_TOKENS'],
  ['turns', 'LIMIT_TURNS'],
] as const;

/**
 * Whether a run may start another one: every run above the new one must have room for it in numbers, depth, budgets and
 * time. Null = it may. Pure.
 * @param tree the whole tree of `parentId`
 */
export function decideChild(tree: readonly TreeRun[], parentId: string, now: number): ChildRefusal | null {
  const above = chainOf(tree, parentId);
  const parent = above[0];
  if (parent === undefined) return { code: 'PARENT_ENDED', message: 'the run that asks is not there' };
  if (childAllowanceOf(parent.limits).children === 0)
    return { code: 'LIMIT_CHILDREN', message: 'this run may start no others: its limits.children is 0' };
  for (const run of above) {
    const { depth } = childAllowanceOf(run.limits);
    const level = parent.depth + 1 - run.depth;
    if (level > depth) return { code: 'LIMIT_DEPTH', message: `runs may lie ${depth} deep below ${run.id}` };
  }
  for (const run of above) {
    const { children } = childAllowanceOf(run.limits);
    if (listBelow(tree, run.id).length >= children)
      return { code: 'LIMIT_CHILDREN', message: `all ${children} runs that ${run.id} may start were started` };
  }
  return above.map((run) => usedUp(tree, run, now)).find((refusal) => refusal !== null) ?? null;
}

function usedUp(tree: readonly TreeRun[], run: TreeRun, now: number): ChildRefusal | null {
  const left = leftOf(tree, run, now);
  for (const [name, code] of budgets)
    if ((left[name] ?? 1) <= 0) return { code, message: `${run.id} and the runs below it have used up its ${name}` };
  return (left.wallMs ?? 1) <= 0 ? { code: 'LIMIT_WALL', message: `the time of ${run.id} is over` } : null;
}

type Limits = Readonly<Record<string, number | string>>;

/** What a run has left of what it shares with those below it. */
function leftOf(tree: readonly TreeRun[], run: TreeRun, now: number): Readonly<Record<string, number>> {
  const limits = readLimits(run.limits);
  const spent = sumOf([run, ...listBelow(tree, run.id)]);
  const left: Record<string, number> = {};
  for (const [name] of budgets) {
    const limit = limits[name];
    if (limit !== undefined) left[name] = limit - spent[name];
  }
  if (limits.wallMs !== undefined) left['wallMs'] = limits.wallMs - (run.startedAt === null ? 0 : now - run.startedAt);
  return left;
}

/**
 * The limits of a run that another starts: never more than any run above it has, and of budgets and time never more than
 * they have left. Call it where `decideChild` allowed the run. Pure.
 * @param wanted what it would get without anybody above it
 */
export function cutLimits(wanted: Limits, tree: readonly TreeRun[], parentId: string, now: number): Limits {
  const above = chainOf(tree, parentId);
  const { children, depth } = childAllowanceOf(wanted);
  const cut: Record<string, number | string> = { ...wanted };
  let room: ChildAllowance = { children, depth };
  for (const run of above) {
    const { children: _children, depth: _depth, onLimit: _onLimit, ...ceilings } = readLimits(run.limits);
    const shared = { ...(ceilings as Record<string, number>), ...leftOf(tree, run, now) };
    for (const [name, ceiling] of Object.entries(shared))
      cut[name] = Math.max(1, Math.min(Number(cut[name] ?? ceiling), ceiling));
    const allowed = childAllowanceOf(run.limits);
    room = {
      children: Math.max(0, Math.min(room.children, allowed.children - listBelow(tree, run.id).length - 1)),
      depth: Math.max(0, Math.min(room.depth, allowed.depth - ((above[0]?.depth ?? 0) + 1 - run.depth))),
    };
  }
  return children === 0 ? cut : { ...cut, ...room };
}

/** A run and those above it, from it to the root; empty where it is not in the tree. */
function chainOf(tree: readonly TreeRun[], id: string): readonly TreeRun[] {
  const byId = new Map(tree.map((run) => [run.id, run]));
  const chain: TreeRun[] = [];
  for (let run = byId.get(id); run !== undefined && !chain.includes(run); run = byId.get(run.parentId ?? ''))
    chain.push(run);
  return chain;
}

/** Everything below a run, those that have ended too. */
function listBelow(tree: readonly TreeRun[], id: string): readonly TreeRun[] {
  const found = new Set([id]);
  return tree
    .toSorted((a, b) => a.depth - b.depth)
    .filter(({ id: other, parentId }) => {
      if (parentId === null || !found.has(parentId)) return false;
      found.add(other);
      return true;
    });
}

function sumOf(runs: readonly TreeRun[]): Spent {
  return runs.reduce(
    (sum, { spent }) => ({
      tokens: sum.tokens + spent.tokens,
      costMicros: sum.costMicros + spent.costMicros,
      turns: sum.turns + spent.turns,
    }),
    nothingSpent,
  );
}
