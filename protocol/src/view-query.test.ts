import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalViewQuery, maxViewQueryBytes, searchOfViewQuery, viewQueryOf } from './view-query.ts';

describe('what a saved view keeps of an address', () => {
  test.each([
    ['', ''],
    ['state=failed', 'state=failed'],
    ['verdict=refused&action=secrets.*', 'action=secrets.*&verdict=refused'],
    ['action=a+b', 'action=a%20b'],
    ['action=a%20b', 'action=a%20b'],
    ['action=%61', 'action=a'],
    ['action=ü', 'action=%C3%BC'],
    ['action=a=b', 'action=a%3Db'],
  ])('%j is told as %j', (text, canonical) => {
    expect(canonicalViewQuery(text)).toBe(canonical);
  });

  test.each([
    ['?state=failed', 'a question mark'],
    ['state', 'no value'],
    ['state=', 'an empty value'],
    ['=failed', 'no name'],
    ['state=failed&', 'an empty pair'],
    ['state=failed&state=lost', 'a name twice'],
    ['st ate=failed', 'a name with a space'],
    ['__proto__=x', 'a name that begins with no letter'],
    ['state=%', 'a broken escape'],
    ['state=%00', 'NUL'],
    ['state=a%0Ab', 'a line break'],
    [`action=${'x'.repeat(maxViewQueryBytes)}`, 'too long'],
    [`action=${'ü'.repeat(maxViewQueryBytes / 4)}`, 'too long once it is encoded'],
  ])('%j is none: %s', (text) => {
    expect(canonicalViewQuery(text)).toBeNull();
  });

  test('what is canonical stays as it is, whatever order it was made of, and is read back', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text));
    const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,9}$/);
    fc.assert(
      fc.property(fc.dictionary(names, words, { maxKeys: 5, noNullPrototype: true }), (search) => {
        const query = viewQueryOf(search);
        expect(canonicalViewQuery(query)).toBe(query);
        expect(canonicalViewQuery(query.split('&').toReversed().join('&'))).toBe(query);
        expect(searchOfViewQuery(query)).toEqual(search);
      }),
    );
  });
});
