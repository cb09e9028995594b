import type { ModelUsage, RuntimeEvent } from './adapter.ts';
import { countOf, fieldsOf, wordOf, type Fields } from './fields.ts';
import { combineTokens, noTokens, tokenNames, type Tokens } from './tokens.ts';

/**
 * What a Claude Code process used. It tells tokens with each answer, and at the end of a turn totals since its start:
 * per model, and of money. So each answer is told as it comes, without its cost, and the end of a turn tells what is
 * missing: the cost, and tokens of answers that were never shown (of subagents it starts, mostly).
 */
export class ClaudeUsage {
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #told = new Map<string, ModelUsage>();
  readonly #answers = new Set<string>();
  #open: { readonly model: string; readonly id: string; readonly tokens: Tokens } | undefined;
  #totalMicros: number | null = null;
  #turns = 0;

  constructor(emit: (event: RuntimeEvent) => void) {
    this.#emit = emit;
  }

  /** Answers of the agent's own model so far. */
  get turns(): number {
    return this.#turns;
  }

  /** Totals of the attempt; the cost is null until a turn has ended. */
  get total(): ModelUsage {
    const tokens = [...this.#told.values()].reduce((sum: Tokens, one) => add(sum, one), noTokens);
    return { ...tokens, costMicros: this.#totalMicros };
  }

  /** An event of the answer that is being streamed: its counts grow until it stops. */
  streamed(event: Fields): void {
    const message = fieldsOf(event['message']);
    if (event['type'] === 'message_start') {
      this.#open = { id: idOf(message), model: modelOf(message['model']), tokens: tokensOf(message['usage']) };
    } else if (event['type'] === 'message_delta' && this.#open) {
      this.#open = { ...this.#open, tokens: most(this.#open.tokens, tokensOf(event['usage'])) };
    } else if (event['type'] === 'message_stop' && this.#open) {
      const { id, model, tokens } = this.#open;
      this.#open = undefined;
      this.#answer(id, model, tokens);
      this.#countTurn();
    }
  }

  /** A finished part of an answer: counted here only where its answer is not streamed. */
  shown(message: Fields, ofSubagent: boolean): void {
    const id = idOf(message);
    if (id === '' || this.#open?.id === id || this.#answers.has(id) || message['model'] === '<synthetic>') return;
    this.#answer(id, modelOf(message['model']), tokensOf(message['usage']));
    if (!ofSubagent) this.#countTurn();
  }

  /** The end of a turn. */
  ended(result: Fields): void {
    const models = totalsOf(fieldsOf(result['modelUsage']));
    for (const [model, total] of models) this.#missing(model, total);
    const total = microsOf(result['total_cost_usd']);
    if (total === null) return;
    // A turn that ended at the budget tells a total of 0.
    const grown = total - (this.#totalMicros ?? 0);
    this.#totalMicros = Math.max(total, this.#totalMicros ?? 0);
    if (models.size === 0 && grown > 0) this.#tell('', { ...noTokens, costMicros: grown });
  }

  #missing(model: string, total: ModelUsage): void {
    const told = this.#told.get(model) ?? { ...noTokens, costMicros: 0 };
    const tokens = less(total, told);
    const costMicros = Math.max(0, (total.costMicros ?? 0) - (told.costMicros ?? 0));
    if (costMicros > 0 || tokenNames.some((name) => tokens[name] > 0)) this.#tell(model, { ...tokens, costMicros });
  }

  #answer(id: string, model: string, tokens: Tokens): void {
    this.#answers.add(id);
    this.#tell(model, { ...tokens, costMicros: null });
  }

  #tell(model: string, usage: ModelUsage): void {
    const told = this.#told.get(model) ?? { ...noTokens, costMicros: 0 };
    this.#told.set(model, { ...add(told, usage), costMicros: (told.costMicros ?? 0) + (usage.costMicros ?? 0) });
    this.#emit({ type: 'usage', data: { source: 'agent', ...(model === '' ? {} : { model }), ...usage } });
  }

  #countTurn(): void {
    this.#turns += 1;
    this.#emit({ type: 'metric', data: { name: 'turns', value: this.#turns } });
  }
}

function idOf(message: Fields): string {
  return wordOf(message['id'], 256) ?? '';
}

/** Without the mark of a large context (`[1m]`), which only totals carry. */
function modelOf(name: unknown): string {
  return (wordOf(name, 256) ?? '').replace(/\[[^\]]*\]$/, '');
}

function tokensOf(usage: unknown): Tokens {
  const fields = fieldsOf(usage);
  return {
    inputTokens: countOf(fields['input_tokens']),
    outputTokens: countOf(fields['output_tokens']),
    cacheReadTokens: countOf(fields['cache_read_input_tokens']),
    cacheWriteTokens: countOf(fields['cache_creation_input_tokens']),
  };
}

/** One entry a model, whichever of its names were used. */
function totalsOf(modelUsage: Fields): ReadonlyMap<string, ModelUsage> {
  const totals = new Map<string, ModelUsage>();
  for (const [name, value] of Object.entries(modelUsage)) {
    const used = fieldsOf(value);
    const tokens = {
      inputTokens: countOf(used['inputTokens']),
      outputTokens: countOf(used['outputTokens']),
      cacheReadTokens: countOf(used['cacheReadInputTokens']),
      cacheWriteTokens: countOf(used['cacheCreationInputTokens']),
    };
    const before = totals.get(modelOf(name)) ?? { ...noTokens, costMicros: 0 };
    const costMicros = (before.costMicros ?? 0) + (microsOf(used['costUSD']) ?? 0);
    totals.set(modelOf(name), { ...add(before, tokens), costMicros });
  }
  return totals;
}

function microsOf(dollars: unknown): number | null {
  return typeof dollars === 'number' && Number.isFinite(dollars) && dollars >= 0 ? Math.round(dollars * 1e6) : null;
}

const add = (a: Tokens, b: Tokens): Tokens => combineTokens(a, b, (x, y) => x + y);
const less = (a: Tokens, b: Tokens): Tokens => combineTokens(a, b, (x, y) => Math.max(0, x - y));
const most = (a: Tokens, b: Tokens): Tokens => combineTokens(a, b, (x, y) => Math.max(x, y));
