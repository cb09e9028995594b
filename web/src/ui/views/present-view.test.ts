import { describe, expect, test } from 'vitest';
import { isPresent, partsOf, presentQuery, searchOf, wordsOf } from './present-view.ts';

const read = ({ state, instance }: Record<string, unknown>): object => ({
  ...(state === 'failed' || state === 'lost' ? { state } : {}),
  ...(typeof instance === 'string' ? { instance } : {}),
});
const shared = { isShared: true, ownerName: 'Bea', query: '' };

describe('the view that is shown now', () => {
  test('is known by what the screen reads of it, whatever the order and whatever else stands in it', () => {
    const search = { instance: 'a', state: 'failed' };
    expect(presentQuery({ search })).toBe('instance=a&state=failed');
    expect(isPresent({ query: 'instance=a&state=failed' }, { search, read })).toBe(true);
    expect(isPresent({ query: 'gone=x&instance=a&state=failed' }, { search, read })).toBe(true);
    expect(isPresent({ query: 'state=failed' }, { search, read })).toBe(false);
    expect(isPresent({ query: '' }, { search: { state: undefined }, read })).toBe(true);
  });

  test('leads to what the screen knows and to nothing else', () => {
    expect(searchOf({ query: 'gone=x&state=lost' }, read)).toEqual({ state: 'lost' });
    expect(searchOf({ query: 'state=unheard' }, read)).toEqual({});
  });
});

test('a query is told in words', () => {
  expect(wordsOf('action=secrets.%2A&verdict=rejected')).toBe('action: secrets.*, verdict: rejected');
  expect(wordsOf('')).toBe('everything, without a filter');
});

test('views are by name, one’s own apart from those of others', () => {
  const views = ['b', 'a', 'c'].map((name, at) => ({ ...shared, id: name, name, ownerId: at === 2 ? 'bea' : 'ada' }));
  const { own, others } = partsOf(views, 'ada');
  expect([own.map(({ name }) => name), others.map(({ name }) => name)]).toEqual([['a', 'b'], ['c']]);
});
