import { expect, test } from 'vitest';
import { reachOf, type StopGrant } from './stop-reach.ts';

const now = 1_000;

function grant(workspaceId: string, verbs: readonly string[], more: Partial<StopGrant> = {}): StopGrant {
  return { issuer: 'north', workspaceId, verbs, revokedAt: null, exp: now + 1, ...more };
}

test('a workspace is in reach once, and may be locked where any grant for it says so', () => {
  const grants = [
    grant('a', ['agent.kill_all']),
    grant('a', ['agent.kill_all', 'agent.kill:any']),
    grant('a', ['agent.kill_all']),
    grant('b', ['agent.kill_all']),
    grant('a', ['agent.kill_all'], { issuer: 'south' }),
  ];
  expect(reachOf(grants, now)).toEqual([
    { instanceId: 'north', workspaceId: 'a', mayLock: true },
    { instanceId: 'north', workspaceId: 'b', mayLock: false },
    { instanceId: 'south', workspaceId: 'a', mayLock: false },
  ]);
});

test('what was revoked, ran out or is for something else reaches nothing', () => {
  const grants = [
    grant('a', ['agent.kill_all'], { revokedAt: now - 1 }),
    grant('b', ['agent.kill_all'], { exp: now }),
    grant('c', ['agent.kill', 'agent.kill:any']),
  ];
  expect(reachOf(grants, now)).toEqual([]);
});
