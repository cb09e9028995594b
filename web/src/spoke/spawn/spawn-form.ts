import type { components } from '@wheelhouse/client';
import { emptyAssignment, readAssignment, type AssignmentDraft } from '../../spawn/assignment.ts';

export type SpawnRequest = components['schemas']['SpawnRequest'];

/** What somebody has typed. */
export interface SpawnDraft extends AssignmentDraft {
  readonly agent: string;
  /** Instance and workspace, with a slash between; empty = here. */
  readonly target: string;
  readonly repository: string;
  /** Dollars. */
  readonly budget: number | string;
  readonly minutes: number | string;
  readonly attempts: number | string;
}

export const emptyDraft: SpawnDraft = {
  agent: '',
  target: '',
  ...emptyAssignment,
  repository: '',
  budget: '',
  minutes: '',
  attempts: '',
};

/** The request of a draft, or what is wrong with it, by field. Pure. */
export function readDraft(
  draft: SpawnDraft,
): { readonly request: SpawnRequest } | { readonly faults: Partial<Record<keyof SpawnDraft, string>> } {
  const given = readAssignment(draft);
  if (draft.agent === '' || 'fault' in given)
    return {
      faults: {
        ...(draft.agent === '' ? { agent: 'choose an agent' } : {}),
        ...('fault' in given ? { steps: given.fault } : {}),
      },
    };
  const [target, targetWorkspace] = draft.target.split('/');
  const limits = {
    ...(draft.budget === '' ? {} : { costMicros: Math.round(Number(draft.budget) * 1_000_000) }),
    ...(draft.minutes === '' ? {} : { wallMs: Math.round(Number(draft.minutes) * 60_000) }),
  };
  const request = {
    agent: draft.agent,
    ...given.assignment,
    ...(draft.repository === '' ? {} : { source: { kind: 'git' as const, repository: draft.repository } }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(draft.attempts === '' ? {} : { retry: { attempts: Number(draft.attempts) } }),
    ...(targetWorkspace === undefined ? {} : { target, targetWorkspace }),
  };
  return { request: request as SpawnRequest };
}
