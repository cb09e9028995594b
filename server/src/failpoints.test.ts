import { expect, test } from 'vitest';
import { createFailpoints } from './failpoints.ts';

test('failpoints are refused outside tests', () => {
  expect(() => createFailpoints({ WH_FAILPOINT: 'a.b:throw', NODE_ENV: 'production' })).toThrow(/refused/);
});

test('only the n-th hit of the named point acts, once', async () => {
  const points = createFailpoints({ WH_FAILPOINT: 'a.b:throw@2,c:throw', NODE_ENV: 'test' });
  await points.hit('a.b');
  await points.hit('other');
  await expect(points.hit('a.b')).rejects.toThrow('a.b');
  await points.hit('a.b');
  await expect(points.hit('c')).rejects.toThrow('c');
});

test('a misspelt failpoint is an error, not a test that silently tests nothing', () => {
  expect(() => createFailpoints({ WH_FAILPOINT: 'a.b:explode', NODE_ENV: 'test' })).toThrow(/unknown action/);
  expect(() => createFailpoints({ WH_FAILPOINT: 'A B', NODE_ENV: 'test' })).toThrow(/cannot read/);
});
