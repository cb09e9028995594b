import {
  decideFreshness,
  type Code,
  type ConnectionState,
  type GrantableVerb,
  type RoutingHints,
  type TrustedKey,
  type Verb,
} from '@wheelhouse/protocol';
import type { Opened } from './items.ts';

/** An instance as the relay needs to know it. */
export interface KnownInstance {
  readonly id: string;
  readonly kind: 'spoke' | 'console';
  readonly state: 'requested' | 'pending' | 'active' | 'suspended' | 'revoked';
  readonly quarantined: boolean;
  readonly keys: readonly TrustedKey[];
}

/** A grant as mirrored here. Times are milliseconds since the epoch. */
export interface KnownGrant {
  readonly id: string;
  readonly issuer: string;
  readonly grantee: string;
  readonly workspaceId: string;
  readonly verbs: readonly string[];
  /** Empty = every agent. */
  readonly agents: readonly string[];
  readonly exp: number;
  readonly revokedAt: number | null;
}

/** What the relay decides by; all of it is in memory. */
export interface RelayView {
  readonly hubId: string;
  /** After a kill-all of the fleet: no spawn passes. */
  readonly isHeld: boolean;
  findInstance(id: string): KnownInstance | null;
  connectionState(a: string, b: string): ConnectionState | null;
  grantsOf(target: string, grantee: string, workspaceId: string): readonly KnownGrant[];
}

/** Hints are for routing only: where they say something else than what was signed, the frame is refused. */
export function decideHints(hints: RoutingHints, opened: Opened): Code | null {
  const { message } = opened;
  if (hints.to !== message.aud) return 'AUDIENCE_MISMATCH';
  const same =
    hints.from === message.iss &&
    hints.id === message.id &&
    hints.kind === opened.kind &&
    (hints.ws === undefined || hints.ws === message.ws) &&
    (hints.exp === undefined || hints.exp === message.exp);
  return same ? null : 'INVALID';
}

/**
 * The hub's early verdict on a verified message; the target decides for itself. Null = may pass. Unknown, inactive and
 * ungranted look the same to the issuer.
 */
export function decideRelay(opened: Opened, view: RelayView, now: number): Code | null {
  const { message } = opened;
  if (message.hub !== view.hubId) return 'HUB_MISMATCH';
  if (!isActive(view.findInstance(message.iss))) return 'NOT_AUTHORIZED';
  switch (opened.kind) {
    case 'command':
      return decideCommand(opened, view, now);
    case 'grant':
      // A grant speaks for the instance that signed it, so only the pair has to exist.
      return view.findInstance(opened.message.body.grantee) === null ? 'NOT_AUTHORIZED' : null;
    case 'receipt':
    case 'events':
      // Old news is still news: they carry no order, so neither age nor a suspended connection refuses them here.
      return message.aud === view.hubId || view.findInstance(message.aud) !== null ? null : 'NOT_AUTHORIZED';
  }
}

function decideCommand(opened: Extract<Opened, { kind: 'command' }>, view: RelayView, now: number): Code | null {
  const { message } = opened;
  const freshness = decideFreshness(message, message.body.verb, now);
  if (freshness !== 'ok') return freshness;
  const target = view.findInstance(message.aud);
  if (!isActive(target) || target?.kind !== 'spoke') return 'NOT_AUTHORIZED';
  if (view.connectionState(message.iss, message.aud) !== 'active') return 'NOT_AUTHORIZED';
  const grants = view.grantsOf(message.aud, message.iss, message.ws);
  const named = message.grant;
  const usable =
    named === undefined ? grants : grants.filter((grant) => named.includes(grant.id as (typeof named)[number]));
  if (!usable.some((grant) => covers(grant, opened.message, now))) return 'NOT_AUTHORIZED';
  return view.isHeld && message.body.verb === 'agent.spawn' ? 'LOCKED' : null;
}

/** Verbs of a grant of which one covers a command's. */
const grantedBy: Readonly<Record<Verb, readonly GrantableVerb[]>> = {
  'agent.spawn': ['agent.spawn'],
  'agent.status': ['agent.status'],
  // Whether a run is the issuer's own is known only at the target, so `agent.kill` passes here.
  'agent.kill': ['agent.kill', 'agent.kill:any'],
  'agent.input': ['agent.input'],
  'agent.approve': ['agent.approve'],
  'agent.kill_all': ['agent.kill_all'],
  'agent.unlock': ['agent.kill_all'],
};

function covers(grant: KnownGrant, message: Extract<Opened, { kind: 'command' }>['message'], now: number): boolean {
  if (grant.revokedAt !== null || grant.exp <= now) return false;
  const { body } = message;
  if (!grantedBy[body.verb].some((verb) => grant.verbs.includes(verb))) return false;
  if (body.verb === 'agent.kill_all') return body.lock !== true || grant.verbs.includes('agent.kill:any');
  return body.verb !== 'agent.spawn' || grant.agents.length === 0 || grant.agents.includes(body.agent);
}

function isActive(instance: KnownInstance | null): boolean {
  return instance !== null && instance.state === 'active' && !instance.quarantined;
}

/** Whether a message is also put into its audience's mailbox: only between two active ends of an active connection. */
export function mayForward(opened: Opened, view: RelayView): boolean {
  const { iss, aud } = opened.message;
  const target = view.findInstance(aud);
  if (target?.kind !== 'spoke' || target.state === 'revoked') return false;
  return view.connectionState(iss, aud) === 'active';
}
