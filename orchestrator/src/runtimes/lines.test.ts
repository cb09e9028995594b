import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanData, cleanText, boundedData } from './event-data.ts';
import { LineSplitter } from './lines.ts';
import { LogEvents } from './log-events.ts';
import { eventOfLine } from './ndjson.ts';
import type { RuntimeEvent } from './adapter.ts';

test('lines come out the same however the bytes are cut', () => {
  const seed = Date.now();
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''))),
      fc.array(fc.integer({ min: 1, max: 7 })),
      (texts, cuts) => {
        const splitter = new LineSplitter(1 << 20);
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        const heard: string[] = [];
        let from = 0;
        for (const cut of [...cuts, bytes.length]) {
          heard.push(...splitter.push(bytes.subarray(from, from + cut)).map((line) => line.text));
          from += cut;
        }
        expect(heard).toEqual(texts.map((text) => Buffer.from(text).toString('utf8')));
        expect(splitter.flush()).toEqual([]);
      },
    ),
    { seed },
  );
});

test('PRC-08: a line longer than the cap is cut, marked, and followed by the next line', () => {
  const splitter = new LineSplitter(10);
  const lines = [...splitter.push(Buffer.alloc(1000, 'x')), ...splitter.push(Buffer.from('yyy\nshort\r\nrest'))];
  expect(lines).toEqual([
    { text: 'xxxxxxxxxx', truncated: true },
    { text: 'short', truncated: false },
  ]);
  expect(splitter.flush()).toEqual([{ text: 'rest', truncated: false }]);
});

test('PRC-08: a flood of lines costs events by its bytes and ends in one notice', () => {
  const events: RuntimeEvent[] = [];
  const log = new LogEvents((event) => events.push(event));
  const chunk = Array.from({ length: 32_768 }, () => ({ text: 'y', truncated: false }));
  for (let round = 0; round < 200; round++) log.lines('stdout', chunk);
  expect(events.length).toBeLessThan(600);
  expect(events.filter((event) => event.type === 'notice')).toHaveLength(1);
  expect(events.at(-1)?.type).toBe('notice');
});

test('text for an event has no NUL, no lone surrogate and a bounded size', () => {
  expect(cleanText('a\0b\ud800c')).toBe('a\uFFFDb\uFFFDc');
  expect(cleanText('😀')).toBe('😀');
  expect(cleanText('ää', 3)).toBe('ä…');
});

test('untrusted JSON is bounded in depth, entries and numbers', () => {
  const deep = JSON.parse('{"a":'.repeat(40) + '1' + '}'.repeat(40)) as unknown;
  expect(JSON.stringify(cleanData(deep))).toContain('[too deep]');
  expect(cleanData({ big: 2 ** 60, bad: Number.NaN, gone: undefined })).toEqual({
    big: String(2 ** 60),
    bad: 'NaN',
    gone: null,
  });
  expect(Object.is(cleanData(-0), 0)).toBe(true);
  expect(cleanData(JSON.parse('{"__proto__":{"x":1},"y":2}'))).toEqual({ y: 2 });
  expect(boundedData(Array.from({ length: 60 }, () => 'x'.repeat(4000)))).toMatch(/^\[\d+ bytes\]$/);
});

test('a line of JSON is an event only of a type that programs may speak', () => {
  expect(eventOfLine('{"type":"message","data":{"text":"hi"}}')).toEqual({ type: 'message', data: { text: 'hi' } });
  for (const line of [
    '{"type":"result","data":{}}',
    '{"type":"state","data":{}}',
    '{"type":"message","data":[]}',
    '{broken',
    'plain',
    '{"type":"message"}',
  ]) {
    expect(eventOfLine(line)).toBeNull();
  }
});
