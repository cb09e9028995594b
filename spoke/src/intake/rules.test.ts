import { newId, type Code, type CommandBody, type CommandMessage, type InstanceId } from '@wheelhouse/protocol';
import { describe, expect, test } from 'vitest';
import type { Authority, GrantFact, RunFact, WorkspaceFacts } from './facts.ts';
import { decideAddress, decideCommand, decideLedger, decidePeer, isAllowedSource, type Effect } from './rules.ts';

const now = 1_800_000_000_000;
const self = newId(now) as InstanceId;
const issuer = newId(now) as InstanceId;
const stranger = newId(now) as InstanceId;
const hub = newId(now) as InstanceId;
const runId = newId(now);
const spawn: CommandBody = { verb: 'agent.spawn', agent: 'echo' };
const kill: CommandBody = { verb: 'agent.kill' };

function message(body: CommandBody, more: object = {}): CommandMessage {
  const common = { v: 1, id: newId(now), iss: issuer, act: { kind: 'user', id: newId(now) }, aud: self, hub };
  return { ...common, iat: now, exp: now + 1000, ws: newId(now), agt: runId, body, ...more } as CommandMessage;
}

const grant: GrantFact = {
  id: newId(now),
  verbs: ['agent.spawn', 'agent.kill', 'agent.status'],
  agents: [],
  maxConcurrent: null,
  nbf: now - 1,
  exp: now + 1,
  revokedAt: null,
};
const granted = (more: Partial<GrantFact> = {}, openRuns = 0): Authority => ({
  kind: 'grant',
  grants: [{ ...grant, ...more }],
  openRuns,
});
const local = (...permissions: string[]): Authority => ({ kind: 'local', principalId: 'me', permissions });

const run: RunFact = { id: runId, instanceId: self, issuer, state: 'running', gen: 2, idem: null };
const facts = (more: Partial<WorkspaceFacts> = {}): WorkspaceFacts => ({
  self,
  run: null,
  runCreatedBy: null,
  runShared: false,
  isFull: false,
  lock: null,
  resumed: null,
  family: null,
  tombstone: false,
  idemRun: null,
  agent: { enabled: true },
  allowedSources: [],
  ...more,
});

interface Case {
  readonly name: string;
  readonly body: CommandBody;
  readonly message?: object;
  readonly authority?: Authority;
  readonly facts?: Partial<WorkspaceFacts>;
  readonly expected: Code | Effect['kind'];
}

const cases: readonly Case[] = [
  {
    name: 'a kill-all',
    body: { verb: 'agent.kill_all' },
    authority: granted({ verbs: ['agent.kill_all'] }),
    expected: 'stop_all',
  },
  {
    name: 'a kill-all that locks, by who may end its own runs alone',
    body: { verb: 'agent.kill_all', lock: true },
    authority: granted({ verbs: ['agent.kill_all'] }),
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'a kill-all that locks, by who may end everybody’s',
    body: { verb: 'agent.kill_all', lock: true },
    authority: granted({ verbs: ['agent.kill_all', 'agent.kill:any'] }),
    expected: 'stop_all',
  },
  {
    name: 'a spawn in a locked workspace',
    body: spawn,
    facts: { lock: { by: issuer } },
    expected: 'LOCKED',
  },
  {
    name: 'the lifting of the own lock',
    body: { verb: 'agent.unlock' },
    authority: granted({ verbs: ['agent.kill_all'] }),
    facts: { lock: { by: issuer } },
    expected: 'unlock',
  },
  {
    name: 'the lifting of another’s lock',
    body: { verb: 'agent.unlock' },
    authority: granted({ verbs: ['agent.kill_all', 'agent.kill:any'] }),
    facts: { lock: { by: null } },
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'the lifting of no lock',
    body: { verb: 'agent.unlock' },
    authority: granted({ verbs: ['agent.kill_all'] }),
    expected: 'PRECONDITION',
  },
  {
    name: 'the lifting of a lock without a grant for it',
    body: { verb: 'agent.unlock' },
    authority: granted({ verbs: ['agent.spawn'] }),
    facts: { lock: { by: issuer } },
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'a granted spawn', body: spawn, expected: 'spawn' },
  {
    name: 'no grant at all',
    body: spawn,
    authority: { kind: 'grant', grants: [], openRuns: 0 },
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'a revoked grant', body: spawn, authority: granted({ revokedAt: now - 1 }), expected: 'NOT_AUTHORIZED' },
  { name: 'a grant that ended this moment', body: spawn, authority: granted({ exp: now }), expected: 'NOT_AUTHORIZED' },
  { name: 'a grant that has not begun', body: spawn, authority: granted({ nbf: now + 1 }), expected: 'NOT_AUTHORIZED' },
  {
    name: 'a grant for other verbs',
    body: spawn,
    authority: granted({ verbs: ['agent.kill'] }),
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'a grant for other agents',
    body: spawn,
    authority: granted({ agents: ['other'] }),
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'a grant for this agent', body: spawn, authority: granted({ agents: ['echo'] }), expected: 'spawn' },
  { name: 'relying on another grant', body: spawn, message: { grant: [newId(now)] }, expected: 'NOT_AUTHORIZED' },
  { name: 'a full grant', body: spawn, authority: granted({ maxConcurrent: 2 }, 2), expected: 'QUOTA' },
  { name: 'the last place of a grant', body: spawn, authority: granted({ maxConcurrent: 2 }, 1), expected: 'spawn' },
  { name: 'an unknown agent', body: spawn, facts: { agent: null }, expected: 'AGENT_UNKNOWN' },
  { name: 'a disabled agent', body: spawn, facts: { agent: { enabled: false } }, expected: 'AGENT_UNKNOWN' },
  { name: 'a run id that is taken', body: spawn, facts: { run }, expected: 'CONFLICT' },
  { name: 'a spawn after its kill', body: spawn, facts: { tombstone: true }, expected: 'spawn_cancelled' },
  { name: 'an idempotency key in use', body: spawn, facts: { idemRun: run }, expected: 'CONFLICT' },
  {
    name: 'an idempotency key in use, use_existing',
    body: { ...spawn, onConflict: 'use_existing' },
    facts: { idemRun: run },
    expected: 'use_existing',
  },
  {
    name: 'an idempotency key in use, replace',
    body: { ...spawn, onConflict: 'replace' },
    facts: { idemRun: run },
    expected: 'spawn',
  },
  {
    name: 'replacing the run of somebody else',
    body: { ...spawn, onConflict: 'replace' },
    facts: { idemRun: { ...run, issuer: stranger } },
    expected: 'CONFLICT',
  },
  {
    name: 'a repository that is not allowed',
    body: { ...spawn, source: { kind: 'git', repository: '/srv/other' } },
    facts: { allowedSources: ['/srv/mine'] },
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'killing an own run', body: kill, facts: { run }, expected: 'stop' },
  { name: 'killing a run that is not there yet', body: kill, expected: 'tombstone' },
  {
    name: 'killing the run of another',
    body: kill,
    facts: { run: { ...run, issuer: stranger } },
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'killing the run of another with kill:any',
    body: kill,
    authority: granted({ verbs: ['agent.kill:any'] }),
    facts: { run: { ...run, issuer: stranger } },
    expected: 'stop',
  },
  {
    name: 'killing a run that ended',
    body: kill,
    facts: { run: { ...run, state: 'killed' } },
    expected: 'ALREADY_TERMINAL',
  },
  {
    name: 'killing an older generation',
    body: kill,
    message: { gen: 1 },
    facts: { run },
    expected: 'STALE_GENERATION',
  },
  {
    name: 'killing the mirror of a remote run',
    body: kill,
    facts: { run: { ...run, instanceId: stranger } },
    expected: 'AGENT_UNKNOWN',
  },
  { name: 'status of an own run', body: { verb: 'agent.status' }, facts: { run }, expected: 'forward' },
  {
    name: 'status of a run that ended',
    body: { verb: 'agent.status' },
    facts: { run: { ...run, state: 'failed' } },
    expected: 'forward',
  },
  {
    name: 'status of the run of another',
    body: { verb: 'agent.status' },
    facts: { run: { ...run, issuer: stranger } },
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'status of a missing run looks like that', body: { verb: 'agent.status' }, expected: 'NOT_AUTHORIZED' },
  {
    name: 'input without the verb',
    body: { verb: 'agent.input', text: 'hi' },
    facts: { run },
    expected: 'NOT_AUTHORIZED',
  },
  { name: 'a member who may spawn', body: spawn, authority: local('runs:create'), expected: 'spawn' },
  {
    name: 'a member of a workspace that runs as many agents as it may',
    body: spawn,
    authority: local('runs:create'),
    facts: { isFull: true },
    expected: 'QUOTA',
  },
  { name: 'a member who may only read', body: spawn, authority: local('runs:read'), expected: 'NOT_AUTHORIZED' },
  {
    name: 'a member killing an own run',
    body: kill,
    authority: local('runs:kill:own'),
    facts: { run, runCreatedBy: 'me' },
    expected: 'stop',
  },
  {
    name: 'a member killing the run of a colleague',
    body: kill,
    authority: local('runs:kill:own'),
    facts: { run, runCreatedBy: 'somebody' },
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'a member killing a run that was shared with them',
    body: kill,
    authority: local('runs:kill:shared'),
    facts: { run, runCreatedBy: 'somebody', runShared: true },
    expected: 'stop',
  },
  {
    name: 'a member killing a run that was shared with somebody else',
    body: kill,
    authority: local('runs:kill:shared'),
    facts: { run, runCreatedBy: 'somebody', runShared: false },
    expected: 'NOT_AUTHORIZED',
  },
  {
    name: 'a member who may kill their own, of one that was shared with them',
    body: kill,
    authority: local('runs:kill:own'),
    facts: { run, runCreatedBy: 'somebody', runShared: true },
    expected: 'NOT_AUTHORIZED',
  },
];

test.each(cases)('$name: $expected', ({ body, message: more, authority, facts: known, expected }) => {
  const decision = decideCommand(message(body, more), authority ?? granted(), facts(known), now);
  expect(decision.accept ? decision.effect.kind : decision.refusal.code).toBe(expected);
});

describe('who may speak at all', () => {
  const policy = { revision: 1, at: now, instanceState: 'active' };
  const peer = { state: 'active', pinned: true };

  test.each([
    { name: 'an active, pinned peer', known: peer, view: policy, verb: 'agent.spawn', expected: null },
    { name: 'nobody we know', known: null, view: policy, verb: 'agent.spawn', expected: 'NOT_AUTHORIZED' },
    {
      name: 'not pinned',
      known: { ...peer, pinned: false },
      view: policy,
      verb: 'agent.spawn',
      expected: 'NOT_AUTHORIZED',
    },
    {
      name: 'suspended',
      known: { ...peer, state: 'suspended' },
      view: policy,
      verb: 'agent.kill',
      expected: 'NOT_AUTHORIZED',
    },
    {
      name: 'a stale view, spawn',
      known: peer,
      view: { ...policy, at: now - 300_001 },
      verb: 'agent.spawn',
      expected: 'UNAVAILABLE',
    },
    {
      name: 'a stale view, kill',
      known: peer,
      view: { ...policy, at: now - 300_001 },
      verb: 'agent.kill',
      expected: null,
    },
    {
      name: 'no view at all, spawn',
      known: peer,
      view: { ...policy, at: null },
      verb: 'agent.spawn',
      expected: 'UNAVAILABLE',
    },
    {
      name: 'suspended here, spawn',
      known: peer,
      view: { ...policy, instanceState: 'suspended' },
      verb: 'agent.spawn',
      expected: 'LOCKED',
    },
    {
      name: 'suspended here, kill',
      known: peer,
      view: { ...policy, instanceState: 'suspended' },
      verb: 'agent.kill',
      expected: null,
    },
  ] as const)('$name: $expected', ({ known, view, verb, expected }) => {
    expect(decidePeer(known, view, verb, now)?.code ?? null).toBe(expected);
  });
});

test('a message counts only through its hub and at its audience', () => {
  expect(decideAddress({ hub, aud: self }, { self, hub })).toBeNull();
  expect(decideAddress({ hub: stranger, aud: self }, { self, hub })?.code).toBe('HUB_MISMATCH');
  expect(decideAddress({ hub, aud: stranger }, { self, hub })?.code).toBe('AUDIENCE_MISMATCH');
});

test('the ledger tells a replay from a reused id', () => {
  expect(decideLedger(null, 'a')).toBe('new');
  expect(decideLedger({ sha256: 'a' }, 'a')).toBe('replay');
  expect(decideLedger({ sha256: 'b' }, 'a')).toBe('reused');
});

test('a prefix of allowed repositories cannot be climbed out of', () => {
  expect(isAllowedSource('/srv/repos/a', ['/srv/repos/*'])).toBe(true);
  expect(isAllowedSource('/srv/repos/../secret', ['/srv/repos/*'])).toBe(false);
  expect(isAllowedSource('/srv/other', ['/srv/repos/*'])).toBe(false);
  expect(isAllowedSource('/srv/repos/a', [])).toBe(false);
});
