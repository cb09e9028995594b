import { countAt, emptyReading, objectAt, statusOfFault, textAt } from './reading.ts';
import { splitInput } from './openai-chat.ts';
import type { AnswerReader, JsonObject, TokenCount } from './reading.ts';

/** Answers of the Responses API: https://developers.openai.com/api/docs/guides/streaming-responses */
export const openaiResponsesReader: AnswerReader = {
  event(reading, event) {
    const type = textAt(event, 'type') ?? '';
    const response = objectAt(event, 'response');
    const usage = objectAt(response, 'usage');
    const delta = type.endsWith('.delta') ? (textAt(event, 'delta')?.length ?? 0) : 0;
    return {
      model: textAt(response, 'model') || reading.model,
      count: usage === null ? reading.count : countOf(usage),
      isCounted: reading.isCounted || (isLast(type) && countAt(usage, 'output_tokens') !== null),
      visibleLength: reading.visibleLength + delta,
      fault: faultOf(type, event) ?? reading.fault,
    };
  },
  body(body) {
    const usage = objectAt(body, 'usage');
    const isCounted = countAt(usage, 'output_tokens') !== null;
    return { ...emptyReading, model: textAt(body, 'model'), count: countOf(usage), isCounted };
  },
};

const isLast = (type: string): boolean =>
  type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed';

function countOf(usage: JsonObject | null): TokenCount {
  const details = objectAt(usage, 'input_tokens_details');
  return splitInput(countAt(usage, 'input_tokens') ?? 0, details, countAt(usage, 'output_tokens') ?? 0);
}

function faultOf(type: string, event: JsonObject): number | null {
  if (type === 'response.failed') return statusOfFault(textAt(objectAt(objectAt(event, 'response'), 'error'), 'code'));
  return type === 'error' ? statusOfFault(textAt(event, 'code')) : null;
}
