import type { InstanceId, Signer, spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Caller } from '@wheelhouse/server';
import type { IssueDeps } from '../issue/issue-command.ts';
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
  readonly instance: InstanceFacts;
  readonly issue: IssueDeps;
  readonly grants: GrantSigner;
  readonly trust: TrustChanges;
  readonly waker: RunWaker;
  authenticate(bearer: string, ip: string): Promise<Caller | null>;
  readonly now: () => number;
}
