import type { components } from '@wheelhouse/client';
import { expect, test } from 'vitest';
import { agentsBySecret } from './agents-by-secret.ts';

function agent(name: string, secrets?: Record<string, string>): components['schemas']['AgentView'] {
  const execution = secrets === undefined ? {} : { secrets };
  return { id: name, name, runtime: 'process', config: {}, limits: {}, execution, enabled: true, createdAt: 0 };
}

test('a secret is used by each agent that finds it in some variable, and by none twice', () => {
  const users = agentsBySecret([
    agent('builder', { TOKEN: 'DEPLOY', OTHER: 'DEPLOY' }),
    agent('tester', { KEY: 'DEPLOY', DB: 'DATABASE' }),
    agent('idler'),
  ]);
  expect(Object.fromEntries(users)).toEqual({ DEPLOY: ['builder', 'tester'], DATABASE: ['tester'] });
});
