import { expect, test } from 'vitest';
import { emptyDraft, readDraft } from './spawn-form.ts';

test('what is typed becomes a request, in the units of the API', () => {
  const draft = {
    ...emptyDraft,
    agent: 'embedded',
    target: 'there/workspace',
    how: 'steps',
    steps: 'run: npm test\n\napprove: Ship it?',
    budget: 0.5,
    minutes: 2,
    attempts: 3,
    repository: 'https://example.org/a.git',
  } as const;
  expect(readDraft(draft)).toEqual({
    request: {
      agent: 'embedded',
      task: {
        steps: [
          { do: 'run', argv: ['npm', 'test'] },
          { do: 'approve', question: 'Ship it?' },
        ],
      },
      source: { kind: 'git', repository: 'https://example.org/a.git' },
      limits: { costMicros: 500_000, wallMs: 120_000 },
      retry: { attempts: 3 },
      target: 'there',
      targetWorkspace: 'workspace',
    },
  });
});

test('what is missing or not understood is told by its field, and the line of a step', () => {
  expect(readDraft(emptyDraft)).toEqual({ faults: { agent: 'choose an agent' } });
  const draft = { ...emptyDraft, agent: 'a', how: 'steps', steps: 'run: ls\ndance: now' } as const;
  expect(readDraft(draft)).toEqual({ faults: { steps: expect.stringContaining('line 2') as string } });
});

test('an agent without a prompt is asked for nothing else', () => {
  expect(readDraft({ ...emptyDraft, agent: 'echo' })).toEqual({ request: { agent: 'echo' } });
});
