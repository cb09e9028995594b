import { WheelhouseError } from '../codes.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Int8Array(128).fill(-1);
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The one shape `Buffer` is used in, so that browsers, which lack it, still pass. */
interface NativeBase64 {
  from(bytes: Uint8Array | string, encoding?: 'base64url'): Uint8Array & { toString(encoding: 'base64url'): string };
}
const native = (globalThis as { Buffer?: NativeBase64 }).Buffer;

export function encodeUtf8(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

/** @throws WheelhouseError INVALID where the bytes are not well-formed UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch (cause) {
    throw new WheelhouseError('INVALID', 'not valid UTF-8', { cause });
  }
}

/** Base64url without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  if (native !== undefined) return native.from(bytes).toString('base64url');
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3);
    const group = (a << 16) | (b << 8) | c;
    const letters = Math.min(3, bytes.length - index) + 1;
    for (let letter = 0; letter < letters; letter += 1) text += alphabet[(group >> (18 - 6 * letter)) & 63];
  }
  return text;
}

/**
 * Reads unpadded base64url; one byte string has exactly one spelling.
 * @throws WheelhouseError INVALID for any other character, a length no encoder makes, or stray low bits
 */
export function decodeBase64Url(text: string): Uint8Array {
  const rest = text.length % 4;
  if (rest === 1 || !/^[A-Za-z0-9_-]*$/.test(text)) throw new WheelhouseError('INVALID', 'not base64url');
  const last = rest === 0 ? 0 : (values[text.charCodeAt(text.length - 1)] ?? 0);
  if ((rest === 2 && (last & 15) !== 0) || (rest === 3 && (last & 3) !== 0)) {
    throw new WheelhouseError('INVALID', 'base64url has stray bits');
  }
  return native === undefined ? decodeByHand(text) : native.from(text, 'base64url');
}

function decodeByHand(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    held = ((held << 6) | (values[text.charCodeAt(index)] ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 255;
    at += 1;
  }
  return bytes;
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares without telling by its duration where two byte strings differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}
