import type { TreeRun } from '@wheelhouse/orchestrator';
import type { InstanceId, RunState } from '@wheelhouse/protocol';

/** What the rules know of a run of the addressed workspace. */
export interface RunFact {
  readonly id: string;
  /** Where it runs; a mirrored run of another instance cannot be acted on here. */
  readonly instanceId: string;
  readonly issuer: string;
  readonly state: RunState;
  readonly gen: number;
  readonly idem: string | null;
}

export interface GrantFact {
  readonly id: string;
  readonly verbs: readonly string[];
  /** Empty = every agent. */
  readonly agents: readonly string[];
  readonly maxConcurrent: number | null;
  readonly nbf: number;
  readonly exp: number;
  readonly revokedAt: number | null;
}

/** What a pinned peer is to this instance, as stored when the command is decided. */
export interface PeerFact {
  readonly state: string;
  readonly pinned: boolean;
}

/** What the hub last said about the world, and when. */
export interface PolicyFact {
  readonly revision: number;
  /** Null = nothing was ever said. */
  readonly at: number | null;
  readonly instanceState: string | null;
}

/** By what right a command acts. */
export type Authority =
  | {
      readonly kind: 'grant';
      readonly grants: readonly GrantFact[];
      /** Runs of this issuer in this workspace that have not ended. */
      readonly openRuns: number;
    }
  | { readonly kind: 'local'; readonly principalId: string; readonly permissions: readonly string[] };

/** What stands above a run that another run asks for. */
export interface FamilyFact {
  readonly parentId: string;
  readonly rootId: string;
  /** Of the new run. */
  readonly depth: number;
  /** For whom the one above runs: the new one is theirs too. */
  readonly issuer: InstanceId;
  /** The one above has started and shall go on. */
  readonly isAtWork: boolean;
  readonly tree: readonly TreeRun[];
}

/** What of the workspace the command touches. */
export interface WorkspaceFacts {
  readonly self: InstanceId;
  /** The run that `agt` names. */
  readonly run: RunFact | null;
  /** Who created that run, where a person here did. */
  readonly runCreatedBy: string | null;
  /** Whether that run was shared with the person here who asks, or with a team of theirs. */
  readonly runShared: boolean;
  /** A kill of the same issuer that came before this run's spawn. */
  readonly tombstone: boolean;
  /** The run that holds (`ws`, `idem`). */
  readonly idemRun: RunFact | null;
  readonly agent: { readonly enabled: boolean } | null;
  /** Whether the workspace has as many open runs as it may have. */
  readonly isFull: boolean;
  /** The workspace refuses spawns; `by` is the instance that locked it, null for its own people. */
  readonly lock: { readonly by: string | null } | null;
  /** The run that a spawn shall go on with; null where it names none, or none that is here. */
  readonly resumed: {
    readonly agentName: string;
    readonly state: RunState;
    readonly hasSession: boolean;
    /** Another open run goes on with it. */
    readonly isTaken: boolean;
  } | null;
  /** Of a spawn that a run asks for; `none` where that run is not there, null where people or other instances ask. */
  readonly family: FamilyFact | 'none' | null;
  /** Repositories a run may start from: exact, or a prefix that ends in `*`. */
  readonly allowedSources: readonly string[];
}
