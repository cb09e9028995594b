import { WheelhouseError } from './codes.ts';
import { decodeUtf8 } from './crypto/bytes.ts';
import { limits } from './limits.ts';

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// The class is every UTF-16 unit from the space on, but for the quotation mark and the backslash.
const plainStringPattern = /"[ !#-[\]-\uffff]*"/y;
const escapedStringPattern = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const spacePattern = /[ \t\n\r]*/y;
const loneSurrogate = /\p{Surrogate}/u;

const refuse = (why: string): never => {
  throw new WheelhouseError('INVALID', `JSON: ${why}`);
};

/** One pass over the text; recursion is bounded by the depth limit. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): unknown {
    const value = this.#value(0);
    this.#skipSpace();
    return this.#at === this.#text.length ? value : refuse('text after the value');
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #skipSpace(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code <= 32) this.#match(spacePattern);
  }

  #value(depth: number): unknown {
    this.#skipSpace();
    const first = this.#text[this.#at];
    switch (first) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      case undefined:
      default:
        return this.#number();
    }
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) refuse('unknown word');
    this.#at += word.length;
    return value;
  }

  #number(): number {
    const text = this.#match(numberPattern) ?? refuse('a value is missing');
    const value = Number(text);
    if (!Number.isFinite(value)) refuse('a number is out of range');
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) refuse('an integer is not safe');
    if (Object.is(value, -0)) refuse('negative zero');
    return value;
  }

  #string(): string {
    const plain = this.#match(plainStringPattern);
    const text = plain === null ? this.#escapedString() : plain.slice(1, -1);
    return loneSurrogate.test(text) ? refuse('a lone surrogate') : text;
  }

  #escapedString(): string {
    const text = this.#match(escapedStringPattern) ?? refuse('a string is malformed');
    const value = JSON.parse(text) as string;
    // PostgreSQL's text and jsonb cannot hold it, and C strings end at it.
    return value.includes('\0') ? refuse('a NUL') : value;
  }

  #expect(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #array(depth: number): unknown[] {
    if (depth > limits.jsonMaxDepth) refuse('nested too deep');
    this.#at += 1;
    const items: unknown[] = [];
    if (this.#expect(']')) return items;
    do items.push(this.#value(depth));
    while (this.#expect(','));
    return this.#expect(']') ? items : refuse('an array is not closed');
  }

  #object(depth: number): Record<string, unknown> {
    if (depth > limits.jsonMaxDepth) refuse('nested too deep');
    this.#at += 1;
    const object: Record<string, unknown> = {};
    if (this.#expect('}')) return object;
    do {
      this.#skipSpace();
      const key = this.#string();
      if (key === '__proto__') refuse('a key reaches the prototype');
      if (Object.hasOwn(object, key)) refuse('a duplicate key');
      if (!this.#expect(':')) refuse('a colon is missing');
      object[key] = this.#value(depth);
    } while (this.#expect(','));
    return this.#expect('}') ? object : refuse('an object is not closed');
  }
}

/**
 * Parses JSON by rules under which two readers cannot disagree: well-formed UTF-8 without a byte-order mark, at most
 * 32 levels, no duplicate keys, integers within ±(2^53 - 1), no negative zero, no lone surrogates, no NUL, no `__proto__`.
 * @throws WheelhouseError INVALID for anything else
 */
export function parseStrictJson(input: Uint8Array | string): unknown {
  return new Reader(typeof input === 'string' ? input : decodeUtf8(input)).readAll();
}
