import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelUsage, RuntimeEvent } from './adapter.ts';
import { ClaudeUsage } from './claude-usage.ts';
import { combineTokens, noTokens, type Tokens } from './tokens.ts';

interface Answer {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** Told with its parts only, as a subagent's is, or not at all. */
  readonly told: 'streamed' | 'shown' | 'hidden';
}

const answers = fc.array(
  fc.record({
    model: fc.constantFrom('opus', 'haiku'),
    input: fc.nat(1000),
    output: fc.integer({ min: 1, max: 1000 }),
    told: fc.constantFrom('streamed', 'shown', 'hidden'),
  } as const),
  { maxLength: 6 },
);

/** Feeds turns as Claude Code prints them: per answer what it used, at the end of a turn totals since its start. */
function feed(turns: readonly (readonly Answer[])[]): { readonly usage: ClaudeUsage; readonly events: RuntimeEvent[] } {
  const events: RuntimeEvent[] = [];
  const usage = new ClaudeUsage((event) => events.push(event));
  const totals = new Map<string, { inputTokens: number; outputTokens: number; costUSD: number }>();
  let id = 0;
  for (const turn of turns) {
    for (const { model, input, output, told } of turn) {
      const message = { id: `msg-${(id += 1)}`, model, usage: { input_tokens: input, output_tokens: 1 } };
      if (told === 'streamed') {
        usage.streamed({ type: 'message_start', message });
        usage.shown(message, false);
        usage.streamed({ type: 'message_delta', usage: { output_tokens: output } });
        usage.streamed({ type: 'message_stop' });
      }
      if (told !== 'hidden') usage.shown(message, true);
      const before = totals.get(model) ?? { inputTokens: 0, outputTokens: 0, costUSD: 0 };
      totals.set(model, {
        inputTokens: before.inputTokens + input,
        outputTokens: before.outputTokens + output,
        costUSD: before.costUSD + output / 1e6,
      });
    }
    const all = [...totals].map(([model, total]) => [model === 'opus' ? 'opus[1m]' : model, total]);
    const total_cost_usd = [...totals.values()].reduce((sum, { costUSD }) => sum + costUSD, 0);
    usage.ended({ modelUsage: Object.fromEntries(all) as unknown, total_cost_usd });
  }
  return { usage, events };
}

const usageOf = (events: readonly RuntimeEvent[]): (ModelUsage & { model?: string })[] =>
  events.filter(({ type }) => type === 'usage').map(({ data }) => data as unknown as ModelUsage);

test('what is told answer by answer sums up to what the agent used, to the token and the micro-dollar', () => {
  fc.assert(
    fc.property(fc.array(answers, { maxLength: 4 }), (turns) => {
      const { usage, events } = feed(turns);
      const told = usageOf(events);
      const add = (a: Tokens, b: Tokens): Tokens => combineTokens(a, b, (x, y) => x + y);
      const sum = told.reduce(add, noTokens);
      const all = turns.flat();
      expect(sum.inputTokens).toBe(all.reduce((n, { input }) => n + input, 0));
      expect(sum.outputTokens).toBe(all.reduce((n, { output }) => n + output, 0));
      const cost = all.reduce((n, { output }) => n + output, 0);
      expect(told.reduce((n, { costMicros }) => n + (costMicros ?? 0), 0)).toBe(cost);
      const { costMicros, ...tokens } = usage.total;
      expect(tokens).toEqual({ ...sum });
      expect(costMicros ?? 0).toBe(cost);
      expect(usage.turns).toBe(all.filter(({ told: how }) => how === 'streamed').length);
    }),
  );
});

test('totals that fall back to nothing, as at a budget, take nothing back', () => {
  const { usage, events } = feed([[{ model: 'opus', input: 10, output: 20, told: 'streamed' }]]);
  usage.ended({ total_cost_usd: 0, modelUsage: {} });
  expect(usage.total).toEqual({ ...noTokens, inputTokens: 10, outputTokens: 20, costMicros: 20 });
  expect(usageOf(events)).toHaveLength(2);
});

test('what Claude Code says itself in the place of a model is no answer', () => {
  const events: RuntimeEvent[] = [];
  const usage = new ClaudeUsage((event) => events.push(event));
  usage.shown({ id: 'x', model: '<synthetic>', usage: { input_tokens: 0, output_tokens: 0 } }, false);
  expect(events).toEqual([]);
  expect(usage.turns).toBe(0);
});

test.each([
  ['no usage', { id: 'x', model: 'opus' }],
  ['numbers that are none', { id: 'x', model: 7, usage: { input_tokens: 'many', output_tokens: Number.NaN } }],
  ['negative numbers', { id: 'x', model: 'opus', usage: { input_tokens: -5, output_tokens: -1 } }],
])('%s counts as nothing', (_name, message) => {
  const usage = new ClaudeUsage(() => undefined);
  usage.shown(message, false);
  expect(usage.total).toEqual({ ...noTokens, costMicros: null });
});
