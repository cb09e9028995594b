import { decideChild } from '@wheelhouse/orchestrator';
import {
  isTerminalRun,
  limits,
  permits,
  type Code,
  type AgentSpawn,
  type CommandMessage,
  type InstanceId,
  type Verb,
} from '@wheelhouse/protocol';
import type { Authority, GrantFact, PeerFact, PolicyFact, RunFact, WorkspaceFacts } from './facts.ts';

export interface Refusal {
  readonly code: Code;
  readonly message?: string;
}

/** What an accepted command does to the books. */
export type Effect =
  | { readonly kind: 'spawn'; readonly replaces: string | null }
  | { readonly kind: 'spawn_cancelled' }
  | { readonly kind: 'use_existing'; readonly runId: string }
  | { readonly kind: 'stop' }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'stop_all'; readonly scope: 'own' | 'any'; readonly locks: boolean }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'forward' };

export type Decision =
  | { readonly accept: true; readonly effect: Effect; readonly grantId: string | null }
  | { readonly accept: false; readonly refusal: Refusal };

const refuse = (code: Code, message?: string): Refusal => (message === undefined ? { code } : { code, message });

/** The message came through the hub it names, to the instance it names. */
export function decideAddress(
  message: Pick<CommandMessage, 'hub' | 'aud'>,
  ours: { readonly self: InstanceId; readonly hub: InstanceId },
): Refusal | null {
  if (message.hub !== ours.hub) return refuse('HUB_MISMATCH');
  if (message.aud !== ours.self) return refuse('AUDIENCE_MISMATCH');
  return null;
}

/** Verbs that end work stay possible under a stale view: refusing a kill helps nobody but the agent. */
const endsWork: ReadonlySet<Verb> = new Set(['agent.kill', 'agent.kill_all', 'agent.status']);

/** The issuer is pinned, its connection active, and what we know of both is recent enough. */
export function decidePeer(peer: PeerFact | null, policy: PolicyFact, verb: Verb, now: number): Refusal | null {
  if (peer === null || !peer.pinned || peer.state !== 'active') return refuse('NOT_AUTHORIZED');
  if (endsWork.has(verb)) return null;
  if (policy.instanceState !== null && policy.instanceState !== 'active') return refuse('LOCKED');
  if (policy.at === null || now - policy.at > limits.policyStaleAfterMs) {
    return refuse('UNAVAILABLE', 'the policy view is stale');
  }
  return null;
}

/** Replay of the same bytes answers as before; the same id over other bytes is an attack or a broken issuer. */
export function decideLedger(known: { readonly sha256: string } | null, sha256: string): 'new' | 'replay' | 'reused' {
  if (known === null) return 'new';
  return known.sha256 === sha256 ? 'replay' : 'reused';
}

const neededPermission: Readonly<Record<Verb, string>> = {
  'agent.spawn': 'runs:create',
  'agent.status': 'runs:read',
  'agent.kill': 'runs:kill',
  'agent.input': 'runs:input',
  'agent.approve': 'runs:approve',
  'agent.kill_all': 'runs:kill',
  'agent.unlock': 'workspace:update',
};

type Right = { readonly ok: true; readonly grantId: string | null } | { readonly ok: false; readonly refusal: Refusal };

/** Whether this authority covers this command. Missing and forbidden give the same answer. */
export function decideAuthority(
  message: CommandMessage,
  authority: Authority,
  facts: WorkspaceFacts,
  now: number,
): Right {
  if (authority.kind === 'local') return localRight(message, authority, facts);
  const relied = message.grant;
  const live = authority.grants.filter(
    (grant) => isLive(grant, now) && (relied === undefined || relied.some((id) => id === grant.id)),
  );
  const covering = live.filter((grant) => covers(grant, message, facts.run));
  const first = covering[0];
  if (first === undefined) return { ok: false, refusal: refuse('NOT_AUTHORIZED') };
  if (message.body.verb !== 'agent.spawn') return { ok: true, grantId: first.id };
  const roomy = covering.find((grant) => grant.maxConcurrent === null || authority.openRuns < grant.maxConcurrent);
  if (roomy === undefined) return { ok: false, refusal: refuse('QUOTA', 'the grant allows no further concurrent run') };
  return { ok: true, grantId: roomy.id };
}

function localRight(
  message: CommandMessage,
  authority: Extract<Authority, { kind: 'local' }>,
  facts: WorkspaceFacts,
): Right {
  const needed = neededPermission[message.body.verb];
  const mine = facts.run !== null && facts.runCreatedBy === authority.principalId;
  const { permissions } = authority;
  const own = mine && permits(permissions, `${needed}:own`);
  const shared = facts.run !== null && facts.runShared && permits(permissions, `${needed}:shared`);
  const allowed = permits(permissions, needed) || own || shared;
  return allowed ? { ok: true, grantId: null } : { ok: false, refusal: refuse('NOT_AUTHORIZED') };
}

function isLive(grant: GrantFact, now: number): boolean {
  return grant.revokedAt === null && grant.nbf <= now && now < grant.exp;
}

function covers(grant: GrantFact, message: CommandMessage, run: RunFact | null): boolean {
  const { body } = message;
  const holds = (verb: string): boolean => grant.verbs.includes(verb);
  const owns = run !== null && run.issuer === message.iss;
  switch (body.verb) {
    case 'agent.spawn':
      return holds(body.verb) && (grant.agents.length === 0 || grant.agents.includes(body.agent));
    case 'agent.kill':
      // An unknown run is covered as the issuer's own: its spawn may still be on the way.
      return holds('agent.kill:any') || (holds(body.verb) && (run === null || owns));
    case 'agent.kill_all':
      // Who may not end everybody's runs may not keep everybody from starting some.
      return holds(body.verb) && (body.lock !== true || holds('agent.kill:any'));
    case 'agent.unlock':
      return holds('agent.kill_all');
    case 'agent.status':
    case 'agent.input':
    case 'agent.approve':
      return holds(body.verb) && owns;
  }
}

/** What the command does, or which precondition fails. Called only for a covered command. */
export function decideEffect(message: CommandMessage, facts: WorkspaceFacts, now: number): Effect | Refusal {
  const { body } = message;
  if (body.verb === 'agent.kill_all') return { kind: 'stop_all', scope: 'own', locks: body.lock === true };
  if (body.verb === 'agent.unlock') return decideUnlock(message, facts);
  if (body.verb === 'agent.spawn') return decideSpawn(message, facts, now);
  const run = facts.run !== null && facts.run.instanceId === facts.self ? facts.run : null;
  if (run === null) {
    return body.verb === 'agent.kill' && facts.run === null ? { kind: 'tombstone' } : refuse('AGENT_UNKNOWN');
  }
  if (message.gen !== undefined && message.gen !== run.gen) return refuse('STALE_GENERATION');
  if (body.verb === 'agent.status') return { kind: 'forward' };
  if (isTerminalRun(run.state)) return refuse('ALREADY_TERMINAL');
  return body.verb === 'agent.kill' ? { kind: 'stop' } : { kind: 'forward' };
}

/** The workspace's own people have lifted it, or locked it themselves, where it is not the issuer's any more. */
function decideUnlock(message: CommandMessage, { lock }: WorkspaceFacts): Effect | Refusal {
  if (lock === null) return refuse('PRECONDITION', 'the workspace is not locked');
  return lock.by === message.iss ? { kind: 'unlock' } : refuse('NOT_AUTHORIZED');
}

function decideSpawn(message: CommandMessage, facts: WorkspaceFacts, now: number): Effect | Refusal {
  const { body } = message;
  if (body.verb !== 'agent.spawn') return refuse('INVALID');
  if (facts.run !== null) return refuse('CONFLICT', 'this run id is taken');
  if (facts.agent?.enabled !== true) return refuse('AGENT_UNKNOWN');
  if (body.source?.kind === 'git' && !isAllowedSource(body.source.repository, facts.allowedSources)) {
    return refuse('NOT_AUTHORIZED');
  }
  if (facts.lock !== null) return refuse('LOCKED', 'the workspace is locked: no run may start');
  const tooMuch = decideFamily(facts, now);
  if (tooMuch !== null) return tooMuch;
  const unfit = decideResume(body, facts);
  if (unfit !== null) return unfit;
  if (facts.tombstone) return { kind: 'spawn_cancelled' };
  const holder = facts.idemRun;
  if (holder === null) {
    return facts.isFull ? refuse('QUOTA', 'the workspace runs no more agents') : { kind: 'spawn', replaces: null };
  }
  const mine = holder.issuer === message.iss && holder.instanceId === facts.self;
  if (mine && body.onConflict === 'use_existing') return { kind: 'use_existing', runId: holder.id };
  if (mine && body.onConflict === 'replace') return { kind: 'spawn', replaces: holder.id };
  return refuse('CONFLICT', 'this idempotency key names another run');
}

/** A run that another run asks for: that one must be at work, and everything above must have room for it. */
function decideFamily({ family }: WorkspaceFacts, now: number): Refusal | null {
  if (family === null) return null;
  if (family === 'none' || !family.isAtWork) return refuse('PARENT_ENDED');
  return decideChild(family.tree, family.parentId, now);
}

function decideResume({ resume, agent, source }: AgentSpawn, { resumed }: WorkspaceFacts): Refusal | null {
  if (resume === undefined) return null;
  if (resumed === null) return refuse('NOT_AUTHORIZED');
  const fits = resumed.agentName === agent && resumed.hasSession && isTerminalRun(resumed.state);
  if (!fits) return refuse('PRECONDITION', 'a run goes on with an ended run of the same agent that kept its session');
  if (source !== undefined) return refuse('INVALID', 'a run that goes on with a session has its folder already');
  return resumed.isTaken ? refuse('CONFLICT', 'another run goes on with this session') : null;
}

/** A repository matches an entry exactly, or by the entry's prefix where it ends in `*`. */
export function isAllowedSource(repository: string, allowed: readonly string[]): boolean {
  // A prefix says nothing once the path climbs out of it again.
  if (repository.split(/[\\/]/).includes('..')) return false;
  return allowed.some((entry) =>
    entry.endsWith('*') ? repository.startsWith(entry.slice(0, -1)) : repository === entry,
  );
}

/** All of it, in order; the first rule that fails answers. */
export function decideCommand(
  message: CommandMessage,
  authority: Authority,
  facts: WorkspaceFacts,
  now: number,
): Decision {
  const right = decideAuthority(message, authority, facts, now);
  if (!right.ok) return { accept: false, refusal: right.refusal };
  const effect = decideEffect(message, facts, now);
  if ('code' in effect) return { accept: false, refusal: effect };
  if (effect.kind !== 'stop_all') return { accept: true, effect, grantId: right.grantId };
  return { accept: true, effect: { ...effect, scope: scopeOf(authority, now) }, grantId: right.grantId };
}

/** `kill_all` reaches every run of the workspace for people here and for holders of `agent.kill:any`. */
function scopeOf(authority: Authority, now: number): 'own' | 'any' {
  if (authority.kind === 'local') return 'any';
  return authority.grants.some((grant) => isLive(grant, now) && grant.verbs.includes('agent.kill:any')) ? 'any' : 'own';
}
