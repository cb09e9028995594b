import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WheelhouseError } from './codes.ts';
import { limits } from './limits.ts';
import { parseStrictJson } from './strict-json.ts';
import { stricterRefusals } from './testing/stricter-refusals.ts';
import { findVectors } from './testing/vectors.ts';

/** Asserts that the text is refused as INVALID and by nothing else (no RangeError, no SyntaxError). */
function expectRefused(input: string | Uint8Array, name: string): void {
  let thrown: unknown;
  try {
    parseStrictJson(input);
  } catch (error) {
    thrown = error;
  }
  expect(thrown, name).toBeInstanceOf(WheelhouseError);
  expect((thrown as WheelhouseError).code, name).toBe('INVALID');
}

describe('JSONTestSuite', () => {
  const suite = findVectors('json-parsing.json');
  const files = Object.entries((suite.data ?? {}) as Record<string, string>);
  const bytesOf = (encoded: string): Uint8Array => new Uint8Array(Buffer.from(encoded, 'base64'));
  const wellFormed = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

  test('ENV-10: y files are accepted with the usual value, but for the listed stricter refusals', (context) => {
    if (suite.data === null) return context.skip(suite.why);
    const refused: string[] = [];
    for (const [name, encoded] of files.filter(([file]) => file.startsWith('y_'))) {
      try {
        expect(parseStrictJson(bytesOf(encoded)), name).toEqual(JSON.parse(wellFormed(bytesOf(encoded))));
      } catch (error) {
        if (!(error instanceof WheelhouseError)) throw error;
        refused.push(name);
      }
    }
    expect(refused.sort()).toEqual([...stricterRefusals].sort());
  });

  test('ENV-10: n files are refused as INVALID', (context) => {
    if (suite.data === null) return context.skip(suite.why);
    const names = files.filter(([file]) => file.startsWith('n_'));
    expect(names.length).toBeGreaterThan(180);
    for (const [name, encoded] of names) expectRefused(bytesOf(encoded), name);
  });

  test('ENV-06, ENV-09: an i file is refused, or read as every other reader would', (context) => {
    if (suite.data === null) return context.skip(suite.why);
    for (const [name, encoded] of files.filter(([file]) => file.startsWith('i_'))) {
      const bytes = bytesOf(encoded);
      if (name.startsWith('i_string_') || name.includes('surrogate')) expectRefused(bytes, name);
      else {
        try {
          expect(parseStrictJson(bytes), name).toEqual(JSON.parse(wellFormed(bytes)));
        } catch (error) {
          expect((error as WheelhouseError).code, name).toBe('INVALID');
        }
      }
    }
  });
});

describe('rules stricter than JSON', () => {
  test.each([
    ['ENV-05: the same key twice', '{"ws":1,"ws":1}'],
    ['ENV-05: the same key twice, once escaped', '{"ws":1,"\\u0077s":2}'],
    ['ENV-05: twice in an inner object', '[{"a":{"b":1,"c":2,"b":3}}]'],
    ['ENV-06: a lone high surrogate', '"\\ud800"'],
    ['ENV-06: a lone low surrogate in a key', '{"\\udc00":1}'],
    ['ENV-06: swapped surrogates', '"\\udc00\\ud800"'],
    ['ENV-06: a raw lone surrogate', '"\ud800"'],
    ['ENV-06: a byte-order mark', '\ufeff{}'],
    ['ENV-12: NUL in a string', '"a\\u0000b"'],
    ['ENV-12: NUL in a key', '{"a\\u0000":1}'],
    ['ENV-08: __proto__', '{"__proto__":{"admin":true}}'],
    ['ENV-08: __proto__, escaped', '{"\\u005f_proto__":{"admin":true}}'],
    ['ENV-09: 2^53', '9007199254740992'],
    ['ENV-09: -2^53', '-9007199254740992'],
    ['ENV-09: 2^53 as a fraction', '9007199254740992.0'],
    ['ENV-09: a large exponent', '1e400'],
    ['ENV-09: an exponent beyond the safe integers', '1e16'],
    ['ENV-09: negative zero', '-0'],
    ['ENV-09: negative zero by underflow', '-1e-400'],
    ['NaN', 'NaN'],
    ['a trailing comma', '[1,]'],
    ['a comment', '/* */ 1'],
    ['text after the value', '{} {}'],
    ['nothing', ''],
  ])('%s is refused', (_name, text) => {
    expectRefused(text, text);
  });

  test('ENV-06: bytes that are not UTF-8 are refused', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xef, 0xbb, 0xbf, 0x31],
    ]) {
      expectRefused(Uint8Array.from(bytes), bytes.join(' '));
    }
  });

  test('ENV-07: a nesting bomb inside the envelope limit is refused by depth, quickly', () => {
    for (const text of ['['.repeat(150_000), '{"a":'.repeat(50_000), '['.repeat(33) + ']'.repeat(33)]) {
      const startedAt = performance.now();
      expectRefused(text, text.slice(0, 8));
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
    const deepest = '['.repeat(limits.jsonMaxDepth) + ']'.repeat(limits.jsonMaxDepth);
    expect(JSON.stringify(parseStrictJson(deepest))).toBe(deepest);
  });

  test('ENV-08: keys named like members of every object stay plain data', () => {
    const text = '{"constructor":{"prototype":{"admin":true}},"toString":1,"hasOwnProperty":2}';
    const parsed = parseStrictJson(text) as Record<string, unknown>;
    expect(JSON.stringify(parsed)).toBe(text);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('ENV-09: 1.0 and 1 are one number; the safe limits are taken', () => {
    expect(parseStrictJson('[1.0,1,1e0,9007199254740991,-9007199254740991]')).toEqual([
      1,
      1,
      1,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ]);
  });

  test('a long string with escapes does not exhaust the stack or the clock', () => {
    for (const text of [`"${'\\"'.repeat(500_000)}"`, `"${'a'.repeat(1_000_000)}\\n"`]) {
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }
    for (const text of [`"${'\\"'.repeat(500_000)}`, `"${'a'.repeat(1_000_000)}\\`])
      expectRefused(text, 'unterminated');
  });
});

describe('beside JSON.parse', () => {
  test('what JSON.stringify writes is read back, unless a stated rule refuses it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const usual = JSON.parse(text) as unknown;
        try {
          expect(parseStrictJson(text)).toEqual(usual);
        } catch (error) {
          if (!(error instanceof WheelhouseError)) throw error;
          expect(error.message).toMatch(/negative zero|not safe|duplicate|prototype|surrogate|NUL|out of range/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('no text is taken that JSON.parse refuses', () => {
    const mangled = fc.tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('"', '{', ',', '\\', '0', '-', 'e', '\u0001', ']', ' '),
    );
    fc.assert(
      fc.property(mangled, ([text, at, insert]) => {
        const place = at % (text.length + 1);
        const broken = text.slice(0, place) + insert + text.slice(place + (at % 2));
        let strict: unknown;
        try {
          strict = parseStrictJson(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(WheelhouseError);
          return;
        }
        expect(strict).toEqual(JSON.parse(broken));
      }),
      { numRuns: 2000 },
    );
  });
});
