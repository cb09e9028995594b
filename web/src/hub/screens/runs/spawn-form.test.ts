import { describe, expect, test } from 'vitest';
import type { Grant } from '../../signing/held-grants.ts';
import { emptyDraft, placesOf, readDraft } from './spawn-form.ts';

const grant = (change: Partial<Grant>): Grant => ({
  id: 'g',
  issuer: 'north',
  grantee: 'console',
  workspaceId: 'w1',
  verbs: ['agent.spawn'],
  agents: [],
  exp: 2_000,
  revokedAt: null,
  envelope: '{}',
  ...change,
});

describe('a draft of a spawn', () => {
  test.each([
    [emptyDraft, ['place', 'agent']],
    [{ ...emptyDraft, place: 'north/w1' }, ['agent']],
    [{ ...emptyDraft, place: 'north/w1', agent: 'embedded', how: 'steps' as const }, ['steps']],
    [{ ...emptyDraft, place: 'north/w1', agent: 'embedded', how: 'steps' as const, steps: 'rm -rf' }, ['steps']],
  ])('says by field what is missing (%#)', (draft, fields) => {
    const read = readDraft(draft);
    expect('faults' in read ? Object.keys(read.faults) : []).toEqual(fields);
  });

  test('becomes a command for the place that was chosen', () => {
    const read = readDraft({
      ...emptyDraft,
      place: 'north/w1',
      agent: 'embedded',
      how: 'steps',
      steps: 'run: echo "a b"\n\napprove: Ship it?',
      minutes: 1.5,
    });
    expect(read).toEqual({
      wish: {
        target: 'north',
        workspaceId: 'w1',
        body: {
          verb: 'agent.spawn',
          agent: 'embedded',
          task: {
            steps: [
              { do: 'run', argv: ['echo', 'a b'] },
              { do: 'approve', question: 'Ship it?' },
            ],
          },
          limits: { wallMs: 90_000 },
        },
      },
    });
  });
});

describe('the places of grants', () => {
  test('are those that let the verb be used, each once, with the agents that all of its grants name', () => {
    const grants = [
      grant({ agents: ['embedded'] }),
      grant({ agents: ['claude', 'embedded'] }),
      grant({ workspaceId: 'w2', verbs: ['agent.kill'] }),
    ];
    const [place, ...others] = placesOf(grants, 'agent.spawn');
    expect(place).toEqual({
      value: 'north/w1',
      target: 'north',
      workspaceId: 'w1',
      agents: ['embedded', 'claude'],
    });
    expect(others).toEqual([]);
  });

  test('have any agent where one grant names none', () => {
    expect(placesOf([grant({ agents: ['embedded'] }), grant({})], 'agent.spawn')[0]?.agents).toEqual([]);
  });
});
