import { usageMetaKey } from '../embedded/wire.ts';
import type { ModelUsage, RuntimeEvent } from './adapter.ts';
import { countOf, fieldsOf, wordOf, type Fields } from './fields.ts';
import { combineTokens, noTokens, tokenNames, type Tokens } from './tokens.ts';

/**
 * What an agent says it used: tokens with the end of a turn (`usage`, not yet in the stable protocol), cost with
 * `usage_update`, both since the session began. Told are differences. Some agents count each turn alone: where a count
 * goes back, it is taken as it is.
 */
export class AcpUsage {
  readonly #emit: (event: RuntimeEvent) => void;
  #tokens: Tokens | null = null;
  #seen: Tokens = noTokens;
  #costMicros: number | null = null;
  #costBefore = 0;
  #costSeen = 0;

  constructor(emit: (event: RuntimeEvent) => void) {
    this.#emit = emit;
  }

  /** Totals of the attempt; undefined where the agent told nothing. */
  get total(): ModelUsage | undefined {
    if (this.#tokens === null && this.#costMicros === null) return undefined;
    return { ...(this.#tokens ?? noTokens), costMicros: this.#costMicros };
  }

  /** A `usage_update`. @param replayed it tells of an earlier attempt, while its session is loaded */
  update(update: Fields, replayed: boolean): void {
    const cost = fieldsOf(update['cost']);
    const micros = cost['currency'] === 'USD' ? countOf(Number(cost['amount']) * 1e6) : 0;
    if (replayed) {
      this.#costBefore = Math.max(micros, this.#costBefore);
      this.#costSeen = this.#costBefore;
      return;
    }
    const max = countOf(update['size']);
    const metric = { name: 'context', value: countOf(update['used']), ...(max === 0 ? {} : { max }) };
    this.#emit({ type: 'metric', data: metric });
    this.#answer(fieldsOf(fieldsOf(update['_meta'])[usageMetaKey]));
    if (micros <= this.#costSeen) return;
    this.#tell({ ...noTokens, costMicros: micros - this.#costSeen });
    this.#costSeen = micros;
    this.#costMicros = micros - this.#costBefore;
  }

  /** The answer to a prompt. */
  turnEnded(response: unknown): void {
    const usage = fieldsOf(fieldsOf(response)['usage']);
    if (typeof usage['inputTokens'] !== 'number') return;
    const now: Tokens = {
      inputTokens: countOf(usage['inputTokens']),
      outputTokens: countOf(usage['outputTokens']),
      cacheReadTokens: countOf(usage['cachedReadTokens']),
      cacheWriteTokens: countOf(usage['cachedWriteTokens']),
    };
    const cumulative = tokenNames.every((name) => now[name] >= this.#seen[name]);
    const grown = cumulative ? combineTokens(now, this.#seen, (a, b) => a - b) : now;
    this.#seen = now;
    this.#tokens = combineTokens(this.#tokens ?? noTokens, grown, (a, b) => a + b);
    this.#tell({ ...grown, costMicros: null });
  }

  /** One answer of a model, as our own agent tells them. */
  #answer(used: Fields): void {
    const model = wordOf(used['model'], 256);
    if (model === undefined) return;
    const tokens: Tokens = {
      inputTokens: countOf(used['inputTokens']),
      outputTokens: countOf(used['outputTokens']),
      cacheReadTokens: countOf(used['cacheReadTokens']),
      cacheWriteTokens: countOf(used['cacheWriteTokens']),
    };
    this.#tokens = combineTokens(this.#tokens ?? noTokens, tokens, (a, b) => a + b);
    this.#tell({ ...tokens, costMicros: null }, { model });
  }

  #tell(usage: ModelUsage, more: { readonly model?: string } = {}): void {
    this.#emit({ type: 'usage', data: { source: 'agent', ...usage, ...more } });
  }
}
