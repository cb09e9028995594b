import { runStates } from '@wheelhouse/protocol/run-states';

// What stands in the addresses of screens. Apart from the screens, so that the router needs none of them to begin.

/** What stands in the address. */
export interface RunsSearch {
  readonly state?: (typeof runStates)[number];
}

export function readRunsSearch({ state }: Record<string, unknown>): RunsSearch {
  const known = runStates.find((one) => one === state);
  return known === undefined ? {} : { state: known };
}

export const runTabs = ['output', 'timeline', 'tools', 'files', 'approvals', 'details'] as const;
export type RunTab = (typeof runTabs)[number];

export interface RunSearch {
  readonly tab?: RunTab;
}

export function readRunSearch({ tab }: Record<string, unknown>): RunSearch {
  const known = runTabs.find((one) => one === tab);
  return known === undefined || known === 'output' ? {} : { tab: known };
}

export interface ApprovalsSearch {
  readonly show?: 'all';
}

export function readApprovalsSearch({ show }: Record<string, unknown>): ApprovalsSearch {
  return show === 'all' ? { show } : {};
}
