import { createParser } from 'eventsource-parser';
import { emptyReading, isObject } from './reading.ts';
import type { AnswerReader, Reading } from './reading.ts';

/** Reads along with an answer on its way to the agent, and never holds it up or throws. */
export interface Meter {
  take(chunk: Buffer): void;
  /** What was read; called once, when nothing more comes. */
  finish(): Reading;
}

/**
 * Longest line or event of a stream that is read. The Responses API repeats the whole answer, with instructions and
 * tools, in its last event; 128k tokens of output are about 600 kB.
 */
const maxEventLength = 8 * 1024 * 1024;

/** Longest answer, not streamed, whose figures are read; it is kept in memory until its end. */
const maxBodyBytes = 16 * 1024 * 1024;

/** For `text/event-stream`. A line that is too long is passed over, and what follows it is read. */
export function openStreamMeter(reader: AnswerReader): Meter {
  const decoder = new TextDecoder();
  let reading = emptyReading;
  let isSkipping = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ data }) => {
      const event = parseObject(data);
      if (event !== null) reading = reader.event(reading, event);
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') isSkipping = true;
    },
  });
  const feed = (text: string): void => {
    const from = isSkipping ? text.indexOf('\n') : 0;
    if (isSkipping) reading = { ...reading, visibleLength: reading.visibleLength + (from === -1 ? text.length : from) };
    if (from === -1) return;
    isSkipping = false;
    parser.feed(text.slice(from));
    if (!isSkipping) return;
    parser.reset();
    reading = { ...reading, visibleLength: reading.visibleLength + maxEventLength };
  };
  return {
    take: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    finish() {
      // A stream may end without the empty line that closes its last event.
      feed('\n\n');
      return reading;
    },
  };
}

/** For an answer in one piece. */
export function openBodyMeter(reader: AnswerReader): Meter {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    take(chunk) {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else chunks = [];
    },
    finish() {
      const body = bytes > maxBodyBytes ? null : parseObject(Buffer.concat(chunks).toString('utf8'));
      const reading = body === null ? emptyReading : reader.body(body);
      return { ...reading, visibleLength: bytes };
    },
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
