import { expect, test } from 'vitest';
import { actualNetwork, decideNetwork } from './network.ts';

const models = { model: 'required', hasModels: true } as const;

test.each([
  ['a command reaches nothing', { asked: undefined, max: 'full', model: 'none', hasModels: true }, 'none'],
  [
    'a command reaches models only where it asks',
    { asked: undefined, max: 'full', model: 'asked', hasModels: true },
    'none',
  ],
  ['an agent with models reaches those', { asked: undefined, max: 'full', ...models }, 'llm-only'],
  [
    'without a provider it reaches nothing',
    { asked: undefined, max: 'full', model: 'optional', hasModels: false },
    'none',
  ],
  ['it gets what it asks for', { asked: 'full', max: 'full', ...models }, 'full'],
  ['it may ask for less', { asked: 'none', max: 'full', ...models }, 'none'],
  ['what nobody asked for is cut to what is allowed', { asked: undefined, max: 'none', ...models }, 'none'],
] as const)('%s', (_what, facts, expected) => {
  expect(decideNetwork(facts)).toBe(expected);
});

test('more than the workspace allows is refused, not silently cut', () => {
  const ask = () => decideNetwork({ asked: 'full', max: 'llm-only', ...models });
  expect(ask).toThrow(expect.objectContaining({ code: 'PRECONDITION' }));
});

test('where the machine cannot keep it off the network, the run says so', () => {
  expect(actualNetwork('none', { network: 'isolated' })).toBe('none');
  expect(actualNetwork('none', { network: 'shared' })).toBe('full');
});
