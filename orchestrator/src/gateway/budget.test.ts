import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Budget } from './budget.ts';
import type { LimitCode } from './types.ts';
import { add, decideAdmission, nothing, subtract } from './budget-rules.ts';
import type { Amounts, BudgetState } from './budget-rules.ts';
import { ask, bothAt, messages, openGatewayWorld } from './testing/gateway-world.ts';
import type { GatewayWorld } from './testing/gateway-world.ts';
import { event, messageDelta, messageStart, openRawProvider } from './testing/raw-provider.ts';
import type { RawProvider } from './testing/raw-provider.ts';

const none: BudgetState = { limits: {}, used: nothing, elsewhere: nothing, outstanding: nothing, underWay: 0 };
const amounts = (tokens: number, costMicros: number, turns = 1): Amounts => ({ tokens, costMicros, turns });

describe('who may go', () => {
  test('without limits everybody', () => {
    const state = { ...none, outstanding: amounts(1e9, 1e9, 1e3), underWay: 1000 };
    expect(decideAdmission(state, amounts(1e9, 1e9))).toEqual({ kind: 'go' });
  });

  test.each([
    [{ costMicros: 10 }, 'LIMIT_COST'],
    [{ tokens: 10 }, 'LIMIT_TOKENS'],
    [{ turns: 10 }, 'LIMIT_TURNS'],
    [{ costMicros: 0 }, 'LIMIT_COST'],
  ])('at %j nobody', (limits, code) => {
    const state = { ...none, limits, used: amounts(10, 10, 10) };
    expect(decideAdmission(state, nothing)).toEqual({ kind: 'refuse', code });
  });

  test('one that is alone may ask for more than is left; a second waits for what it leaves', () => {
    const state = { ...none, limits: { costMicros: 10 }, used: amounts(0, 9) };
    expect(decideAdmission(state, amounts(0, 1000))).toEqual({ kind: 'go' });
    const busy = { ...state, outstanding: amounts(0, 1000), underWay: 1 };
    expect(decideAdmission(busy, amounts(0, 0))).toEqual({ kind: 'wait' });
  });

  test('however requests come and end, a run uses less than its limit and one answer together', () => {
    const step = fc.record({
      most: fc.integer({ min: 1, max: 50 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      ends: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        let state: BudgetState = { ...none, limits: { costMicros: limit } };
        const open: { readonly most: Amounts; readonly used: Amounts }[] = [];
        let largest = 0;
        for (const { most, share, ends } of steps) {
          const asked = amounts(0, most);
          if (decideAdmission(state, asked).kind === 'go') {
            open.push({ most: asked, used: amounts(0, Math.round(most * share)) });
            state = { ...state, outstanding: add(state.outstanding, asked), underWay: state.underWay + 1 };
          }
          for (const ended of open.splice(0, ends)) {
            largest = Math.max(largest, ended.used.costMicros);
            state = {
              ...state,
              used: add(state.used, ended.used),
              outstanding: subtract(state.outstanding, ended.most),
              underWay: state.underWay - 1,
            };
          }
          expect(state.used.costMicros).toBeLessThan(limit + Math.max(1, largest));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('waiting', () => {
  const open = (turns: number) => {
    const reached: LimitCode[] = [];
    return {
      reached,
      budget: new Budget({ limits: { turns }, atLimit: 'refuse', onLimit: (code) => void reached.push(code) }),
    };
  };
  const forever = new AbortController().signal;
  const one = amounts(0, 0);

  test('who hangs up while waiting leaves its place to the next, who comes in the order of coming', async () => {
    const { budget } = open(2);
    const first = await budget.enter(one, forever);
    const order: string[] = [];
    const stop = new AbortController();
    const big = budget.enter(amounts(0, 0, 2), stop.signal).catch((error: Error) => order.push(error.name));
    const next = budget.enter(one, forever).then(() => order.push('next'));
    stop.abort();
    await Promise.all([big, next]);
    expect(order).toEqual(['AbortError', 'next']);
    expect(first).toHaveProperty('settle');
  });

  test('a place is settled once', async () => {
    const { budget, reached } = open(2);
    const place = await budget.enter(one, forever);
    if ('refused' in place) throw new Error('refused');
    for (const _ of [1, 2, 3]) place.settle(one);
    expect(await budget.enter(one, forever)).toHaveProperty('settle');
    expect(reached).toEqual([]);
  });
});

describe('many requests at a time', () => {
  let provider: RawProvider;
  let world: GatewayWorld;
  beforeAll(async () => {
    provider = await openRawProvider();
    world = await openGatewayWorld(bothAt(provider.baseUrl));
  });
  afterAll(async () => {
    await world.close();
    await provider.close();
  });

  /** Answers with as much as was allowed, after others had time to come. */
  const greedy = (): { readonly highest: () => number } => {
    let now = 0;
    let highest = 0;
    provider.behave(async (response, { body }) => {
      now += 1;
      highest = Math.max(highest, now);
      const { max_tokens: most } = JSON.parse(body) as { max_tokens: number };
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(event(messageStart(30)) + event(messageDelta(most)));
    });
    return { highest: () => highest };
  };

  const fifty = (token: string): Promise<number[]> =>
    Promise.all(
      Array.from({ length: 50 }, async () => {
        const body = messages({ stream: true, max_tokens: 1000 });
        return (await ask(world.gateway.baseUrl, { path: '/anthropic/v1/messages', body, token })).status;
      }),
    );

  // 30 × 2 + 1000 × 10 µUSD.
  const answerMicros = 10_060;

  test.each([1, answerMicros * 2 + 1, answerMicros * 10])(
    '50 at a budget of %i µUSD overshoot it by less than one answer',
    async (costMicros) => {
      greedy();
      const run = await world.open({ limits: { costMicros } });
      const statuses = await fifty(run.token);
      const fine = statuses.filter((status) => status === 200).length;
      expect(fine).toBe(Math.ceil(costMicros / answerMicros));
      expect(statuses.filter((status) => status === 402)).toHaveLength(50 - fine);
      expect(run.totals().costMicros).toBe(fine * answerMicros);
      expect(run.totals().costMicros - costMicros).toBeLessThan(answerMicros);
      expect(run.reached).toEqual(['LIMIT_COST']);
    },
  );

  test('50 at a limit of 20 turns get exactly 20 answers', async () => {
    greedy();
    const run = await world.open({ limits: { turns: 20 } });
    const before = provider.seen.length;
    expect((await fifty(run.token)).filter((status) => status === 200)).toHaveLength(20);
    expect(provider.seen.length - before).toBe(20);
  });

  test('where the budget is large they all run at the same time', async () => {
    const { highest } = greedy();
    const run = await world.open({ limits: { costMicros: 10_000_000_000 } });
    expect((await fifty(run.token)).every((status) => status === 200)).toBe(true);
    expect(highest()).toBeGreaterThan(10);
  });

  test('an answer that failed gives its place back', async () => {
    provider.behave((response) => void response.writeHead(500).end());
    const run = await world.open({ limits: { turns: 1 } });
    expect(new Set(await fifty(run.token))).toEqual(new Set([500]));
    expect(run.reached).toEqual([]);
  });
});
