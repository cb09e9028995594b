import { expect, test } from 'vitest';
import { configExamples, emptyAgent, readAgentDraft } from './agent-form.ts';

test('an entry has what was typed, and nothing of what was left as it is', () => {
  expect(readAgentDraft({ ...emptyAgent, name: 'helper' })).toEqual({
    request: { name: 'helper', runtime: 'embedded', config: {}, execution: {} },
  });
  const draft = {
    ...emptyAgent,
    name: 'x',
    runtime: 'process',
    config: '{"argv":["ls"]}',
    network: 'none',
    isResumable: true,
  };
  expect(readAgentDraft(draft as typeof emptyAgent)).toEqual({
    request: {
      name: 'x',
      runtime: 'process',
      config: { argv: ['ls'] },
      execution: { network: 'none', resumable: true },
    },
  });
});

test.each(['[]', '{', '"text"', 'null'])('%s is no configuration', (config) => {
  expect(readAgentDraft({ ...emptyAgent, name: 'x', config })).toEqual({
    faults: { config: 'this is no JSON object' },
  });
});

test('a name that the server would refuse is told before it is sent', () => {
  expect(readAgentDraft({ ...emptyAgent, name: 'two words' })).toMatchObject({
    faults: { name: expect.any(String) as string },
  });
});

test('every example is a configuration', () => {
  for (const [runtime, config] of Object.entries(configExamples))
    expect(readAgentDraft({ ...emptyAgent, name: 'x', runtime, config })).toHaveProperty('request');
});
