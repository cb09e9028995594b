import { expect, test } from 'vitest';
import { afterEvent, type Question } from './questions.ts';

const options = [{ option: 'yes', name: 'Yes' }];
const asked = (request: string) => ({
  seq: 1,
  at: 1,
  type: 'permission.requested',
  data: { request, title: `may I ${request}?`, options },
});
const resolved = (request: string) => ({ seq: 2, at: 2, type: 'permission.resolved', data: { request } });

test('a question is open from when it is asked until it is resolved, and asking again does not double it', () => {
  const events = [asked('a'), asked('b'), asked('a'), resolved('b'), { seq: 3, at: 3, type: 'log', data: {} }];
  const open = events.reduce<readonly Question[]>(afterEvent, []);
  expect(open).toEqual([{ request: 'a', title: 'may I a?', options }]);
  expect(afterEvent(open, resolved('a'))).toEqual([]);
});
