import type { components } from '@wheelhouse/client';

type Agent = components['schemas']['AgentView'];

/** Which agents are given a secret, by the secret's name. Pure. */
export function agentsBySecret(agents: readonly Agent[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { name, execution } of agents)
    for (const secret of new Set(Object.values(execution.secrets ?? {})))
      users.set(secret, [...(users.get(secret) ?? []), name]);
  return users;
}
