import { countAt, emptyReading, objectAt, statusOfFault, textAt } from './reading.ts';
import type { AnswerReader, JsonObject, Reading, TokenCount } from './reading.ts';

/** Answers of the Messages API: https://platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropicReader: AnswerReader = {
  event(reading, event) {
    switch (textAt(event, 'type')) {
      case 'message_start': {
        const message = objectAt(event, 'message');
        const count = raise(reading.count, objectAt(message, 'usage'));
        return { ...reading, model: textAt(message, 'model') ?? reading.model, count };
      }
      case 'content_block_start':
        return see(reading, objectAt(event, 'content_block'));
      case 'content_block_delta':
        return see(reading, objectAt(event, 'delta'));
      case 'message_delta': {
        const usage = objectAt(event, 'usage');
        const isCounted = reading.isCounted || countAt(usage, 'output_tokens') !== null;
        return { ...reading, count: raise(reading.count, usage), isCounted };
      }
      case 'error':
        return { ...reading, fault: statusOfFault(textAt(objectAt(event, 'error'), 'type')) };
      case null:
      default:
        return reading;
    }
  },
  body(body) {
    const usage = objectAt(body, 'usage');
    const isCounted = countAt(usage, 'output_tokens') !== null;
    return { ...emptyReading, model: textAt(body, 'model'), count: raise(emptyReading.count, usage), isCounted };
  },
};

/** Figures of a stream are cumulative, and later events may leave out or zero what an earlier one said. */
function raise(count: TokenCount, usage: JsonObject | null): TokenCount {
  const higher = (known: number, key: string): number => Math.max(known, countAt(usage, key) ?? 0);
  const kept = objectAt(usage, 'cache_creation');
  return {
    inputTokens: higher(count.inputTokens, 'input_tokens'),
    outputTokens: higher(count.outputTokens, 'output_tokens'),
    cacheReadTokens: higher(count.cacheReadTokens, 'cache_read_input_tokens'),
    cacheWriteTokens: higher(count.cacheWriteTokens, 'cache_creation_input_tokens'),
    cacheWriteHourTokens: Math.max(count.cacheWriteHourTokens, countAt(kept, 'ephemeral_1h_input_tokens') ?? 0),
  };
}

function see(reading: Reading, block: JsonObject | null): Reading {
  const texts = ['text', 'thinking', 'partial_json'].map((key) => textAt(block, key)?.length ?? 0);
  return { ...reading, visibleLength: reading.visibleLength + texts.reduce((sum, length) => sum + length, 0) };
}
