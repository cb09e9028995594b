import { expect, test } from 'vitest';
import { checkContainment } from './start-facts.ts';

const none = { requiredContainment: null, requiredFilesystem: null };
const bwrap = { containment: 'namespace', filesystem: 'sandboxed' } as const;
const unshare = { containment: 'namespace', filesystem: 'open' } as const;
const tree = { containment: 'tree', filesystem: 'open' } as const;

const allowed = (
  report: Parameters<typeof checkContainment>[0],
  facts: Parameters<typeof checkContainment>[1],
  allowOpen: boolean,
): boolean => {
  try {
    checkContainment(report, facts, allowOpen);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONTAINMENT_REQUIRED' });
    return false;
  }
};

test.each([
  { report: bwrap, facts: none, allowOpen: false, ok: true },
  { report: unshare, facts: none, allowOpen: false, ok: false },
  { report: unshare, facts: none, allowOpen: true, ok: true },
  { report: tree, facts: none, allowOpen: true, ok: true },
  { report: tree, facts: { ...none, requiredContainment: 'namespace' }, allowOpen: true, ok: false },
  { report: tree, facts: { ...none, requiredContainment: 'tree' }, allowOpen: true, ok: true },
  { report: bwrap, facts: { ...none, requiredContainment: 'cgroup' }, allowOpen: false, ok: true },
  { report: unshare, facts: { ...none, requiredFilesystem: 'sandboxed' }, allowOpen: true, ok: false },
  { report: bwrap, facts: { ...none, requiredFilesystem: 'sandboxed' }, allowOpen: false, ok: true },
  // A requirement that this version does not know is the strongest one.
  { report: tree, facts: { ...none, requiredContainment: 'vm' }, allowOpen: true, ok: false },
])(
  'PRC-20: $report.containment/$report.filesystem, required $facts.requiredContainment/$facts.requiredFilesystem, open allowed $allowOpen: $ok',
  ({ report, facts, allowOpen, ok }) => {
    expect(allowed(report, facts, allowOpen)).toBe(ok);
  },
);
