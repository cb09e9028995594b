import type { CommandBody } from '@wheelhouse/protocol';
import { emptyAssignment, readAssignment, type AssignmentDraft } from '../../../spawn/assignment.ts';
import type { Grant } from '../../signing/held-grants.ts';

/** What somebody has typed. */
export interface SpawnDraft extends AssignmentDraft {
  /** Instance and workspace, with a slash between. */
  readonly place: string;
  readonly agent: string;
  readonly repository: string;
  readonly minutes: number | string;
}

export const emptyDraft: SpawnDraft = {
  place: '',
  agent: '',
  ...emptyAssignment,
  repository: '',
  minutes: '',
};

type Faults = Partial<Record<keyof SpawnDraft, string>>;
type SpawnBody = Extract<CommandBody, { verb: 'agent.spawn' }>;

export interface Wish {
  readonly target: string;
  readonly workspaceId: string;
  readonly body: CommandBody;
}

/** The command of a draft, or what is wrong with it, by field. Pure; signing checks the rest. */
export function readDraft(draft: SpawnDraft): { readonly wish: Wish } | { readonly faults: Faults } {
  const [target = '', workspaceId = ''] = draft.place.split('/');
  const given = readAssignment(draft);
  if (workspaceId === '' || draft.agent === '' || 'fault' in given)
    return {
      faults: {
        ...(workspaceId === '' ? { place: 'choose where it shall run' } : {}),
        ...(draft.agent === '' ? { agent: 'name an agent' } : {}),
        ...('fault' in given ? { steps: given.fault } : {}),
      },
    };
  const body: SpawnBody = {
    verb: 'agent.spawn',
    agent: draft.agent as SpawnBody['agent'],
    ...given.assignment,
    ...(draft.repository === '' ? {} : { source: { kind: 'git', repository: draft.repository } }),
    ...(draft.minutes === '' ? {} : { limits: { wallMs: Math.round(Number(draft.minutes) * 60_000) } }),
  };
  return { wish: { target, workspaceId, body } };
}

export interface Place {
  readonly value: string;
  readonly target: string;
  readonly workspaceId: string;
  /** Those that the grants name; empty = every agent, and what they are is known there only. */
  readonly agents: readonly string[];
}

/** Where the grants let something be done. Pure. */
export function placesOf(grants: readonly Grant[], needed: Grant['verbs'][number]): readonly Place[] {
  const usable = grants.filter(({ verbs }) => verbs.includes(needed));
  const values = [...new Set(usable.map(({ issuer, workspaceId }) => `${issuer}/${workspaceId}`))];
  return values.map((value) => {
    const there = usable.filter(({ issuer, workspaceId }) => `${issuer}/${workspaceId}` === value);
    const [target = '', workspaceId = ''] = value.split('/');
    const isFree = there.some(({ agents }) => agents.length === 0);
    const agents = isFree ? [] : [...new Set(there.flatMap((grant) => grant.agents))];
    return { value, target, workspaceId, agents };
  });
}
