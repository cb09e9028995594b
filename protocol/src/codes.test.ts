import { expect, test } from 'vitest';
import { closeCodes, codeNames, codes, isRetryableClose, WheelhouseError } from './codes.ts';

test('every code has an HTTP status, a meaning and a remedy', () => {
  for (const name of codeNames) {
    expect(name).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(codes[name].status, name).toBeGreaterThanOrEqual(200);
    expect(codes[name].status, name).toBeLessThan(600);
    expect(codes[name].meaning.length * codes[name].remedy.length, name).toBeGreaterThan(0);
  }
});

test('missing and forbidden look the same', () => {
  expect(codes.NOT_AUTHORIZED.status).toBe(codes.NOT_FOUND.status);
});

test('close codes are unique, and their range says whether to dial again', () => {
  const values = Object.values(closeCodes);
  expect(new Set(values).size).toBe(values.length);
  expect([4000, 4499, 1006, 1011].every(isRetryableClose)).toBe(true);
  expect([4500, 4999].some(isRetryableClose)).toBe(false);
});

test('an error keeps its code, its cause and its details', () => {
  const cause = new Error('inner');
  const error = new WheelhouseError('CONFLICT', undefined, { cause, details: { id: 1 } });
  expect(error).toMatchObject({ code: 'CONFLICT', message: codes.CONFLICT.meaning, cause, details: { id: 1 } });
});
