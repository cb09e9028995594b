import { expect, test } from 'vitest';
import { causeOf } from './broken-words.ts';

test.each([
  ['Failed to fetch dynamically imported module: http://here/assets/x.js', 'A part of it did not come'],
  ['error loading dynamically imported module: http://here/assets/x.js', 'A part of it did not come'],
  ['Importing a module script failed.', 'A part of it did not come'],
  ['Failed to fetch', 'The server does not answer'],
  ['NetworkError when attempting to fetch resource.', 'The server does not answer'],
  ['x is undefined', 'It has a fault: x is undefined'],
])('%s is told as it is', (message, told) => {
  expect(causeOf(new TypeError(message))).toContain(told);
});
