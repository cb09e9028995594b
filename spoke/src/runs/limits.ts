import { RunLimits } from '@wheelhouse/protocol';

const names = Object.keys(RunLimits.shape).filter((name) => name !== 'onLimit');

/**
 * The limits of one run: what was asked, else the agent's, else the workspace's. An agent's limit is a ceiling too, so
 * that nobody who may spawn it can raise it.
 * @param agent and @param workspace as stored; what a limit cannot be counts as absent
 */
export function limitsOfRun(
  asked: RunLimits | undefined,
  agent: unknown,
  workspace: unknown,
): Record<string, number | string> {
  const result: Record<string, number | string> = {};
  for (const name of names) {
    const ceiling = limitOf(agent, name);
    const value = limitOf(asked, name) ?? ceiling ?? limitOf(workspace, name);
    if (value !== undefined) result[name] = ceiling === undefined ? value : Math.min(value, ceiling);
  }
  const onLimit = asked?.onLimit ?? wordOf(agent) ?? wordOf(workspace);
  return onLimit === undefined ? result : { ...result, onLimit };
}

function limitOf(stored: unknown, name: string): number | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const parsed = RunLimits.shape[name as keyof RunLimits].safeParse((stored as Record<string, unknown>)[name]);
  return typeof parsed.data === 'number' ? parsed.data : undefined;
}

function wordOf(stored: unknown): RunLimits['onLimit'] {
  return RunLimits.shape.onLimit.safeParse((stored as { readonly onLimit?: unknown } | null)?.onLimit).data;
}
