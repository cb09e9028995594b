import { expect, test } from 'vitest';
import { changeOf, draftOf } from './run-settings-form.ts';

const settings = {
  requiredContainment: 'cgroup',
  requiredFilesystem: null,
  logRetentionDays: 30,
  allowedSources: [],
  maxNetwork: 'full',
  lockedAt: null,
  lockedBy: null,
  defaultLimits: { wallMs: 5_400_000, costMicros: 2_500_000, children: 3, onLimit: 'pause-and-ask' },
} satisfies Parameters<typeof draftOf>[0];

test('limits are shown in units of people and sent in those of the server', () => {
  const draft = draftOf(settings);
  expect(draft.limits).toMatchObject({ wallMs: 90, costMicros: 2.5, tokens: '' });
  expect(changeOf(draft, settings)).toEqual({
    requiredContainment: 'cgroup',
    requiredFilesystem: null,
    logRetentionDays: 30,
    maxNetwork: 'full',
    defaultLimits: settings.defaultLimits,
  });
});

test('an emptied limit is unset, and one that the form does not have stays', () => {
  const draft = draftOf(settings);
  const emptied = { ...draft, onLimit: 'stop', limits: { ...draft.limits, wallMs: '' } };
  expect(changeOf(emptied, settings).defaultLimits).toEqual({ children: 3, costMicros: 2_500_000 });
});
