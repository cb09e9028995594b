import type { InstanceId, Signer, spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Caller, Limiter, LiveServer, SessionUse } from '@wheelhouse/server';
import type { SpokeAudit } from '../audit/open-audit.ts';
import type { IssueDeps } from '../issue/issue-command.ts';
import type { InvitationPorts } from '../members/invitation-ports.ts';
import type { PeopleDeps } from '../people/deps.ts';
import type { RunWaker } from '../runs/run-waker.ts';

/** What the instance says of itself; read when asked. */
export interface InstanceFacts {
  readonly self: InstanceId;
  readonly name: string;
  readonly fingerprint: string;
  readonly version: string;
  /** Holds `runs/`. */
  readonly instanceDir: string;
  readonly link: () => Promise<spokeApi.LinkView>;
  queue(): spokeApi.InstanceView['queue'];
}

/** Signs grants in the name of a workspace's owner. */
export interface GrantSigner {
  readonly self: InstanceId;
  readonly grant: Signer;
  hubId(): InstanceId;
}

export interface TrustChanges {
  /** After pins changed: what was verified before is verified again. */
  reload(): Promise<void>;
}

export interface RouteDeps {
  readonly db: SpokeDb;
  readonly audit: SpokeAudit;
  readonly instance: InstanceFacts;
  readonly issue: IssueDeps;
  readonly grants: GrantSigner;
  readonly trust: TrustChanges;
  readonly waker: RunWaker;
  readonly live: LiveServer;
  readonly people: PeopleDeps;
  readonly invitations: InvitationPorts;
  /** Counts requests by tier. */
  readonly limiter: Limiter;
  authenticate(bearer: string, ip: string): Promise<Caller | null>;
  /** @throws WheelhouseError NOT_AUTHORIZED where the workspace asked for is not one they may enter */
  authenticateSession(token: string, use: SessionUse): Promise<Caller | null>;
  readonly now: () => number;
}
