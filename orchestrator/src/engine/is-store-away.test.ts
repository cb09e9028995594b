import { WheelhouseError } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { isStoreAway } from './is-store-away.ts';

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

test.each<[string, Error, boolean]>([
  ['no connection to be had', new WheelhouseError('UNAVAILABLE'), true],
  ['a server that shuts down', coded('57P01'), true],
  ['a database that takes no connections', coded('55000'), true],
  ['a refused connection', coded('ECONNREFUSED'), true],
  ['a lost connection of pg', new Error('Connection terminated unexpectedly'), true],
  ['a server that Prisma cannot reach', coded('P1001'), true],
  ['a cause further down', new Error('failed', { cause: coded('08006') }), true],
  ['the state in a raw query’s text', coded('P2010', 'Raw query failed. Code: `57P01`. Message: `x`'), true],
  ['text that cannot be stored', coded('P2010', 'Raw query failed. Code: `22P05`. Message: `x`'), false],
  ['a row that is there already', coded('23505'), false],
  ['a fault of ours', new TypeError('x is not a function'), false],
])('%s', (_name, error, expected) => {
  expect(isStoreAway(error)).toBe(expected);
});

test('what is no error says nothing', () => {
  expect(isStoreAway(undefined)).toBe(false);
});
