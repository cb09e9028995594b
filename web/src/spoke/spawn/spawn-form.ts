import type { components } from '@wheelhouse/client';
import { stepOfLine } from '@wheelhouse/protocol/task-lines';

type SpawnRequest = components['schemas']['SpawnRequest'];

/** What somebody has typed. */
export interface SpawnDraft {
  readonly agent: string;
  /** Instance and workspace, with a slash between; empty = here. */
  readonly target: string;
  readonly how: 'prompt' | 'steps';
  readonly prompt: string;
  /** One step a line, such as `run: npm test`. */
  readonly steps: string;
  readonly repository: string;
  /** Dollars. */
  readonly budget: number | string;
  readonly minutes: number | string;
  readonly attempts: number | string;
}

export const emptyDraft: SpawnDraft = {
  agent: '',
  target: '',
  how: 'prompt',
  prompt: '',
  steps: '',
  repository: '',
  budget: '',
  minutes: '',
  attempts: '',
};

/** The request of a draft, or what is wrong with it, by field. Pure. */
export function readDraft(
  draft: SpawnDraft,
): { readonly request: SpawnRequest } | { readonly faults: Partial<Record<keyof SpawnDraft, string>> } {
  const faults: Partial<Record<keyof SpawnDraft, string>> = {};
  if (draft.agent === '') faults.agent = 'choose an agent';
  const lines = draft.steps.split('\n').filter((line) => line.trim() !== '');
  const steps = lines.map(stepOfLine);
  if (draft.how === 'steps') {
    const wrong = steps.findIndex((step) => step === null);
    if (lines.length === 0) faults.steps = 'write one step a line, such as run: npm test';
    else if (wrong >= 0)
      faults.steps = `line ${wrong + 1} begins with none of run:, git-branch:, git-commit:, git-diff:, approve:`;
  }
  if (Object.keys(faults).length > 0) return { faults };
  const [target, targetWorkspace] = draft.target.split('/');
  const limits = {
    ...(draft.budget === '' ? {} : { costMicros: Math.round(Number(draft.budget) * 1_000_000) }),
    ...(draft.minutes === '' ? {} : { wallMs: Math.round(Number(draft.minutes) * 60_000) }),
  };
  const request = {
    agent: draft.agent,
    ...(draft.how === 'prompt' ? (draft.prompt === '' ? {} : { prompt: draft.prompt }) : { task: { steps } }),
    ...(draft.repository === '' ? {} : { source: { kind: 'git' as const, repository: draft.repository } }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(draft.attempts === '' ? {} : { retry: { attempts: Number(draft.attempts) } }),
    ...(targetWorkspace === undefined ? {} : { target, targetWorkspace }),
  };
  return { request: request as SpawnRequest };
}
