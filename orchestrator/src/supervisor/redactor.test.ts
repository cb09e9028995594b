import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Redactor } from './redactor.ts';

function redact(texts: readonly string[], chunks: readonly (string | Buffer)[]): string {
  const redactor = new Redactor(texts);
  const parts = chunks.map((chunk) => redactor.push(Buffer.from(chunk as string)));
  return Buffer.concat([...parts, redactor.end()]).toString('utf8');
}

test('a secret is replaced wherever it stands, also in JSON', () => {
  expect(redact(['s3cret-token'], ['a s3cret-token b s3cret-tokens3cret-token'])).toBe(
    'a [redacted] b [redacted][redacted]',
  );
  expect(redact(['two\nlines "quoted"'], [JSON.stringify({ text: 'x two\nlines "quoted" y' })])).toBe(
    '{"text":"x [redacted] y"}',
  );
  expect(redact(['schlüssel-🔑'], ['mein schlüssel-🔑!'])).toBe('mein [redacted]!');
});

test('a secret in pieces is replaced however it is cut; what is none passes unchanged', () => {
  const secrets = ['hunter2-hunter2', 'hunter2-hunter3', 'äöüäöü'];
  const piece = fc.oneof(fc.constantFrom(...secrets, 'hunter2-', 'hunt', 'ä', '\n'), fc.string());
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(12)), (pieces, cuts) => {
      const whole = Buffer.from(pieces.join(''));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) chunks.push(whole.subarray(at, (at += cut)));
      chunks.push(whole.subarray(at));
      const expected = redact(secrets, [whole]);
      expect(redact(secrets, chunks)).toBe(expected);
      for (const secret of secrets) expect(expected).not.toContain(secret);
    }),
  );
});

test('without secrets, and for ones too short to look for, bytes pass as they are', () => {
  const bytes = Buffer.from([0, 255, 128, 10, 195]);
  expect(new Redactor([]).push(bytes)).toBe(bytes);
  expect(redact(['abc'], ['abcabc'])).toBe('abcabc');
});

test('what cannot become a secret any more is not held back', () => {
  const redactor = new Redactor(['token-123456']);
  expect(redactor.push(Buffer.from('{"type":"message"}\n')).toString()).toBe('{"type":"message"}\n');
  expect(redactor.push(Buffer.from('see tok')).toString()).toBe('see ');
  expect(redactor.push(Buffer.from('yo')).toString()).toBe('tokyo');
});
