import type { RunLimits } from '@wheelhouse/protocol';

const names = ['queueMs', 'wallMs', 'idleMs', 'outputBytes'] as const;

/**
 * The limits of one run: what was asked, else the agent's, else the workspace's. An agent's limit is a ceiling too, so
 * that nobody who may spawn it can raise it.
 * @param agent and @param workspace as stored; anything that is no positive integer counts as absent
 */
export function limitsOfRun(asked: RunLimits | undefined, agent: unknown, workspace: unknown): Record<string, number> {
  const result: Record<string, number> = {};
  for (const name of names) {
    const ceiling = limitOf(agent, name);
    const value = asked?.[name] ?? ceiling ?? limitOf(workspace, name);
    if (value !== undefined) result[name] = ceiling === undefined ? value : Math.min(value, ceiling);
  }
  return result;
}

function limitOf(stored: unknown, name: string): number | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const value = (stored as Record<string, unknown>)[name];
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
