import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nothingSpent } from '../engine/usage-meter.ts';
import { childAllowanceOf, cutLimits, decideChild, type TreeRun } from './child-limits.ts';

const now = 1_800_000_000_000;
const run = (id: string, parentId: string | null, depth: number, more: Partial<TreeRun> = {}): TreeRun => ({
  id,
  parentId,
  depth,
  limits: {},
  spent: nothingSpent,
  startedAt: now - 1_000,
  ...more,
});
const spent = (more: Partial<TreeRun['spent']>): TreeRun['spent'] => ({ ...nothingSpent, ...more });

describe('a run may start another one', () => {
  test.each([
    ['with room', { children: 2 }, [], null],
    ['without a word of it', {}, [], 'LIMIT_CHILDREN'],
    ['with none', { children: 0 }, [], 'LIMIT_CHILDREN'],
    ['with as many as it may, ended or not', { children: 1 }, [run('a', 'root', 1)], 'LIMIT_CHILDREN'],
    ['with no depth', { children: 2, depth: 0 }, [], 'LIMIT_DEPTH'],
    [
      'with its cost used up by those below',
      { children: 3, costMicros: 10 },
      [run('a', 'root', 1, { spent: spent({ costMicros: 10 }) })],
      'LIMIT_COST',
    ],
    [
      'with its tokens used up',
      { children: 3, tokens: 10 },
      [run('a', 'root', 1, { spent: spent({ tokens: 11 }) })],
      'LIMIT_TOKENS',
    ],
    [
      'with its answers used up',
      { children: 3, turns: 1 },
      [run('a', 'root', 1, { spent: spent({ turns: 1 }) })],
      'LIMIT_TURNS',
    ],
    ['with its time over', { children: 3, wallMs: 1_000 }, [], 'LIMIT_WALL'],
  ] as const)('%s', (_name, limits, others, code) => {
    expect(decideChild([run('root', null, 0, { limits }), ...others], 'root', now)?.code ?? null).toBe(code);
  });

  test('not where it is not there', () => {
    expect(decideChild([run('root', null, 0, { limits: { children: 3 } })], 'other', now)?.code).toBe('PARENT_ENDED');
  });

  test('only with the room of everything above it', () => {
    const middle = run('m', 'root', 1, { limits: { children: 5, depth: 5 } });
    const tree = (limits: object): TreeRun[] => [run('root', null, 0, { limits }), middle];
    expect(decideChild(tree({ children: 2, depth: 2 }), 'm', now)).toBeNull();
    expect(decideChild(tree({ children: 2 }), 'm', now)?.code).toBe('LIMIT_DEPTH');
    expect(decideChild(tree({ children: 1, depth: 2 }), 'm', now)?.code).toBe('LIMIT_CHILDREN');
    expect(decideChild(tree({ children: 2, depth: 2, wallMs: 500 }), 'm', now)?.code).toBe('LIMIT_WALL');
  });
});

describe('the limits of a child', () => {
  const parent = {
    children: 4,
    depth: 3,
    costMicros: 100,
    wallMs: 10_000,
    memoryBytes: 1_000,
    onLimit: 'pause-and-ask',
  };
  const tree = [
    run('root', null, 0, { limits: parent, spent: spent({ costMicros: 30 }) }),
    run('a', 'root', 1, { spent: spent({ costMicros: 20 }) }),
  ];

  test('are what is left above it, where it asks for nothing or for more', () => {
    const left = { costMicros: 50, wallMs: 9_000, memoryBytes: 1_000 };
    expect(cutLimits({}, tree, 'root', now)).toEqual(left);
    expect(cutLimits({ costMicros: 500, wallMs: 99_999, idleMs: 7 }, tree, 'root', now)).toEqual({
      ...left,
      idleMs: 7,
    });
  });

  test('are its own where it asks for less', () => {
    const wanted = { costMicros: 5, wallMs: 1_000, memoryBytes: 10, onLimit: 'stop' };
    expect(cutLimits(wanted, tree, 'root', now)).toEqual(wanted);
  });

  test('let it start no more, and no deeper, than is left', () => {
    expect(cutLimits({ children: 9, depth: 9 }, tree, 'root', now)).toMatchObject({ children: 2, depth: 2 });
    expect(cutLimits({ children: 1 }, tree, 'root', now)).toMatchObject({ children: 1, depth: 1 });
  });
});

test('whatever is asked for and by whom, no tree grows over the limits of any run in it', () => {
  const asked = fc.record({
    parent: fc.nat(40),
    children: fc.option(fc.nat(6), { nil: undefined }),
    depth: fc.option(fc.nat(4), { nil: undefined }),
    costMicros: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    spends: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), ([first, ...rest]) => {
      if (first === undefined) return;
      const { parent: _parent, spends: _spends, ...limits } = first;
      const tree = [run('0', null, 0, { limits })];
      for (const { parent, spends, ...wish } of rest) {
        const above = tree[parent % tree.length];
        if (above === undefined || decideChild(tree, above.id, now) !== null) continue;
        const wanted = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
        const cut = cutLimits(wanted as Record<string, number>, tree, above.id, now);
        const most = typeof cut['costMicros'] === 'number' ? cut['costMicros'] : spends;
        const used = spent({ costMicros: Math.min(spends, most) });
        tree.push(run(String(tree.length), above.id, above.depth + 1, { limits: cut, spent: used }));
      }
      for (const { id, depth, limits: own, spent: mine } of tree) {
        const below = tree.filter((other) => isBelow(tree, other, id));
        const allowed = childAllowanceOf(own);
        expect(below.length).toBeLessThanOrEqual(allowed.children);
        for (const other of below) expect(other.depth - depth).toBeLessThanOrEqual(allowed.depth);
        const limit = (own as { costMicros?: number }).costMicros;
        const used = below.reduce((sum, other) => sum + other.spent.costMicros, mine.costMicros);
        if (limit !== undefined) expect(used).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

function isBelow(tree: readonly TreeRun[], { parentId }: TreeRun, id: string): boolean {
  const parent = tree.find((other) => other.id === parentId);
  return parent !== undefined && (parent.id === id || isBelow(tree, parent, id));
}
