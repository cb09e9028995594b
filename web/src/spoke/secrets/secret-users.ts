import { useMemo } from 'react';
import { useAgents } from '../agents/use-agents.ts';
import { agentsBySecret } from './agents-by-secret.ts';

/** Undefined until it is known, and for who may not see agents. */
export function useSecretUsers(): ReadonlyMap<string, readonly string[]> | undefined {
  const { data } = useAgents();
  return useMemo(() => (data === undefined ? undefined : agentsBySecret(data)), [data]);
}
