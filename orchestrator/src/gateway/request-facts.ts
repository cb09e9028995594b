import { Refusal } from './refusal.ts';
import type { RequestShape } from './routes.ts';
import { countAt, isObject, objectAt, textAt } from './usage/reading.ts';
import type { JsonObject } from './usage/reading.ts';

/** What the gateway has to know of a request for an answer. */
export interface RequestFacts {
  readonly model: string;
  /** The most the answer can hold. */
  readonly maxOutputTokens: number;
  /** The most the prompt can hold: no token is shorter than a byte. Files and earlier answers it names are not in it. */
  readonly maxInputTokens: number;
  /** A likely size of the prompt, for an answer that is cut before it is counted. */
  readonly likelyInputTokens: number;
  /** A way of use that costs more than the listed prices, e.g. a faster lane; null for the usual one. */
  readonly premium: string | null;
  /** What is sent: the agent's own bytes, but for what makes a provider count. */
  readonly body: Buffer;
}

/** The most that any listed model answers; assumed where a request sets no limit. */
const assumedMaxOutputTokens = 128_000;

/** More than any answer, and little enough that sums of it stay exact. */
const sumMaxTokens = 1_000_000_000;

/** Bytes of text for one token: fewer than the usual four, since a budget is better estimated high. */
export const bytesPerToken = 3;

/** What an image or a document in base64 is taken for. */
const attachmentTokens = 1600;

/**
 * Reads a request's body.
 * @throws Refusal `invalid` for what is no request, or cannot be counted
 */
export function readFacts(shape: RequestShape, body: Buffer): RequestFacts {
  const request = parseRequest(body);
  const model = textAt(request, 'model');
  if (model === null || model === '') throw new Refusal('invalid', 'model: a name is required');
  if (request['background'] === true)
    throw new Refusal('invalid', 'background: answers that are fetched later cannot be counted; leave it out');
  return {
    model,
    maxOutputTokens: Math.min(maxOutputOf(shape, request), sumMaxTokens),
    maxInputTokens: body.length,
    likelyInputTokens: Math.max(1, Math.ceil(likelyTokens(request, 0))),
    premium: premiumOf(request),
    body: shape === 'chat' ? askForUsage(request, body) : body,
  };
}

function parseRequest(body: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal('invalid', 'the body is not JSON', { cause });
  }
  if (!isObject(value)) throw new Refusal('invalid', 'the body is not a JSON object');
  return value;
}

function maxOutputOf(shape: RequestShape, request: JsonObject): number {
  switch (shape) {
    case 'messages':
      return countAt(request, 'max_tokens') ?? assumedMaxOutputTokens;
    case 'responses':
      return countAt(request, 'max_output_tokens') ?? assumedMaxOutputTokens;
    case 'chat': {
      const each =
        countAt(request, 'max_completion_tokens') ?? countAt(request, 'max_tokens') ?? assumedMaxOutputTokens;
      return each * Math.max(1, Math.min(countAt(request, 'n') ?? 1, 1000));
    }
  }
}

/** Priority lanes cost up to 2.5 times as much, fast modes twice or more, answers from one country a tenth more. */
function premiumOf(request: JsonObject): string | null {
  const tier = textAt(request, 'service_tier');
  if (tier === 'priority' || tier === 'fast') return `service_tier ${tier}`;
  if (textAt(request, 'speed') === 'fast') return 'speed fast';
  return textAt(request, 'inference_geo') === 'us' ? 'inference_geo us' : null;
}

const maxDepth = 100;

function likelyTokens(value: unknown, depth: number): number {
  if (typeof value === 'string') {
    const isAttachment = value.length > 2000 && /^(?:data:|[A-Za-z0-9+/]{200})/.test(value);
    return isAttachment ? attachmentTokens : Buffer.byteLength(value) / bytesPerToken;
  }
  if (typeof value !== 'object' || value === null || depth > maxDepth) return 1;
  return Object.entries(value).reduce(
    (sum, [name, item]) => sum + name.length / (2 * bytesPerToken) + likelyTokens(item, depth + 1),
    0,
  );
}

/**
 * Without it a streamed chat answer is not counted. It is put in front, so that every other byte stays as the agent wrote
 * it: numbers may not survive being read and written again.
 */
function askForUsage(request: JsonObject, body: Buffer): Buffer {
  if (request['stream'] !== true) return body;
  const options = objectAt(request, 'stream_options');
  if (options?.['include_usage'] === true) return body;
  if (Object.hasOwn(request, 'stream_options'))
    return Buffer.from(JSON.stringify({ ...request, stream_options: { ...options, include_usage: true } }));
  const at = body.indexOf('{') + 1;
  return Buffer.concat([
    body.subarray(0, at),
    Buffer.from('"stream_options":{"include_usage":true},'),
    body.subarray(at),
  ]);
}
