import { countAt, emptyReading, isObject, listAt, objectAt, statusOfFault, textAt } from './reading.ts';
import type { AnswerReader, JsonObject, TokenCount } from './reading.ts';

/** Answers of chat completions: https://developers.openai.com/api/reference/resources/chat */
export const openaiChatReader: AnswerReader = {
  event(reading, event) {
    const usage = objectAt(event, 'usage');
    const error = objectAt(event, 'error');
    const choices = listAt(event, 'choices');
    return {
      model: textAt(event, 'model') || reading.model,
      count: usage === null ? reading.count : countOf(usage),
      // Some providers count with every piece; only the figures after the last piece are those of the answer.
      isCounted:
        usage === null ? reading.isCounted : choices.every((choice) => textAt(choice, 'finish_reason') !== null),
      visibleLength: reading.visibleLength + choices.reduce<number>((sum, choice) => sum + lengthOf(choice), 0),
      fault: error === null ? reading.fault : statusOfFault(textAt(error, 'code') ?? textAt(error, 'type')),
    };
  },
  body(body) {
    const usage = objectAt(body, 'usage');
    const isCounted = countAt(usage, 'completion_tokens') !== null;
    return { ...emptyReading, model: textAt(body, 'model'), count: countOf(usage), isCounted };
  },
};

/** Its prompt tokens hold the cached ones. */
function countOf(usage: JsonObject | null): TokenCount {
  const details = objectAt(usage, 'prompt_tokens_details');
  return splitInput(countAt(usage, 'prompt_tokens') ?? 0, details, countAt(usage, 'completion_tokens') ?? 0);
}

/** OpenAI counts cached tokens among the input; here each token is counted once. */
export function splitInput(input: number, details: JsonObject | null, outputTokens: number): TokenCount {
  const cacheReadTokens = Math.min(countAt(details, 'cached_tokens') ?? 0, input);
  const cacheWriteTokens = Math.min(countAt(details, 'cache_write_tokens') ?? 0, input - cacheReadTokens);
  const inputTokens = input - cacheReadTokens - cacheWriteTokens;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cacheWriteHourTokens: 0 };
}

function lengthOf(choice: unknown): number {
  const delta = objectAt(choice, 'delta');
  const texts = ['content', 'reasoning', 'reasoning_content', 'refusal'].map((key) => textAt(delta, key)?.length ?? 0);
  const calls = listAt(delta, 'tool_calls').map((call) => {
    const named = isObject(call) ? objectAt(call, 'function') : null;
    return (textAt(named, 'arguments')?.length ?? 0) + (textAt(named, 'name')?.length ?? 0);
  });
  return [...texts, ...calls].reduce((sum, length) => sum + length, 0);
}
