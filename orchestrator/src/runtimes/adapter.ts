import type { AgentSpawn, Code, EventType, RunId, WorkspaceId } from '@wheelhouse/protocol';

/** A catalogue entry: how a workspace runs something. `config` is checked by the adapter's `validate`. */
export interface CatalogueAgent {
  readonly name: string;
  readonly runtime: string;
  readonly config: unknown;
}

/** One normalised event of a run, before the engine gives it a `seq` and an instant. */
export interface RuntimeEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something the agent made and wants kept: a file (absolute path on this machine) or its text. */
export type ArtifactOffer = { readonly name: string; readonly mediaType: string } & (
  { readonly path: string } | { readonly content: string }
);

/** Provider APIs that the model gateway speaks: Anthropic Messages; OpenAI chat completions and responses. */
export type ModelApi = 'anthropic' | 'openai';

/** How an agent reaches models: by this instance's gateway, which holds the real key, with a token of this attempt. */
export interface ModelAccess {
  /** No trailing slash. `/anthropic` below it serves `/v1/messages`; `/openai/v1` serves `/chat/completions`, `/responses`. */
  readonly baseUrl: string;
  /** Counts for this attempt only, until it ends, is stopped or has used up its budget. */
  readonly token: string;
  /** Those with a provider behind them; never empty. */
  readonly apis: readonly ModelApi[];
  /** Used where the agent's configuration names no model. */
  readonly defaultModels: Readonly<Partial<Record<ModelApi, string>>>;
}

/** Where an agent starts runs below its own, and looks after them. */
export interface DoorAccess {
  /** Without a trailing slash. */
  readonly url: string;
  /** As that of `ModelAccess`, and the same where there is one. */
  readonly token: string;
}

/** What a run used. Tokens that came from or went into a provider's cache are not among `inputTokens`. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Millionths of a US dollar; null where no price is known. */
  readonly costMicros: number | null;
}

/** What an adapter knows about the attempt it serves. Nothing here outlives the attempt. */
export interface RunContext {
  readonly runId: RunId;
  readonly workspaceId: WorkspaceId;
  readonly attempt: number;
  /** Absolute; the only folder, with `homeDir`, that the agent may write. */
  readonly workDir: string;
  readonly homeDir: string;
  readonly spec: AgentSpawn;
  readonly agent: CatalogueAgent;
  /** Null where this instance has no provider, or the agent may not use one. */
  readonly model: ModelAccess | null;
  /** Null where it may start no runs. */
  readonly door: DoorAccess | null;
  /** The workspace's secrets that the catalogue entry names, by variable: for the agent's environment and nothing else. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The session of an earlier attempt to go on with; null for a new one. */
  readonly resume: string | null;
  /** Keeps what a later attempt can go on with. The latest counts. */
  keepSession(handle: string): void;
  /** Called in order. `data` is plain JSON that PostgreSQL and every peer accept (see `cleanData`). */
  emit(event: RuntimeEvent): void;
  /** Resolves when the artifact is kept; rejects with a `WheelhouseError` when it is refused. */
  publishArtifact(offer: ArtifactOffer): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Aborts when the attempt is over, however it ended. */
  readonly signal: AbortSignal;
}

/** How the work ended as the adapter saw it; the engine's own stop cause outranks it. */
export interface RuntimeVerdict {
  readonly ok: boolean;
  readonly code?: Code;
  readonly message?: string;
  /** The runtime's own word, e.g. the stop reason of the Agent Client Protocol. */
  readonly stopReason?: string;
  /** Permissions that were refused; an agent that claims success after a denial did not do the work. */
  readonly denials?: number;
  /** The agent's own totals of the attempt; the gateway's count outranks them. */
  readonly usage?: ModelUsage;
  readonly turns?: number;
}

export interface RuntimeCapabilities {
  readonly prompt: boolean;
  readonly task: boolean;
  readonly args: boolean;
  /** `send` works: further input while the run is open. */
  readonly input: boolean;
  /** `respond` works: permission requests reach people. */
  readonly permissions: boolean;
  /** `interrupt` asks the agent to stop; without it the ladder goes on at once. */
  readonly interrupt: boolean;
  /** A later attempt can go on with the session of an earlier one. */
  readonly resume: boolean;
  /** Whether agents of this kind call models; `asked`: only where the catalogue entry names a network. */
  readonly model: 'required' | 'optional' | 'asked' | 'none';
}

export interface ProbeResult {
  readonly available: boolean;
  readonly version?: string;
  /** Why not, and what to do about it. */
  readonly detail?: string;
}

/** Why a spawn cannot be run by this adapter. */
export interface Refusal {
  readonly code: Code;
  readonly message: string;
}

/** The adapter's share of a `ProcessSpec`. `env` is complete: the agent gets nothing else. */
export interface PreparedProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute paths (folders or files) the agent must be able to read, beyond the system's folders and node's own. */
  readonly readOnlyPaths: readonly string[];
}

/** What an adapter needs of a supervised process; the supervisor's `Supervised` is one. */
export interface AgentProcess {
  onOutput(listener: (stream: 'stdout' | 'stderr', chunk: Buffer) => void): void;
  /** Resolves when the bytes were handed to the process; rejects when its input is gone. */
  write(data: Uint8Array | string): Promise<void>;
  closeInput(): void;
  /** The exit of the agent itself, not of its pipes: output may still follow it shortly. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** One kind of agent. Stateless: everything of a run lives in its session. */
export interface RuntimeAdapter {
  readonly name: string;
  readonly capabilities: RuntimeCapabilities;
  /**
   * Whether runs of it can start here; with a catalogue entry's config, whether that entry's can. Never rejects. Answers
   * are kept for 60 s where a program is asked.
   */
  probe(agentConfig?: unknown): Promise<ProbeResult>;
  /** Pure check of a spawn against the catalogue entry's config. Null = fine. */
  validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null;
  /** What to start. The caller has validated; throws `WheelhouseError` START_FAILED where this machine lacks something. */
  prepare(context: RunContext): Promise<PreparedProcess>;
  /** Takes over the process's input and output. Call it in the same tick in which `start` resolved, or output is missed. */
  attach(process: AgentProcess, context: RunContext): RuntimeSession;
}

export interface RuntimeSession {
  /** Resolves when the agent accepted the work; rejects with START_FAILED when it did not (then `outcome` says the same). */
  readonly started: Promise<void>;
  /** Asks the agent to stop its work. Resolves when it did, or after `interruptTimeoutMs`; never rejects. */
  interrupt(): Promise<void>;
  /** Further input from people. Throws UNSUPPORTED or ALREADY_TERMINAL. */
  send?(text: string): Promise<void>;
  /** Answers `permission.requested`. Throws NOT_FOUND for a request that is not open, INVALID for an option it does not have. */
  respond?(request: string, option: string): Promise<void>;
  /** Never rejects. Resolves when the work is over, at the latest when the process has exited. */
  readonly outcome: Promise<RuntimeVerdict>;
  /**
   * Ends what of the work goes on elsewhere, once the process is gone; what it could not end it tells as a notice. Never
   * rejects. Absent where nothing does.
   */
  part?(): Promise<void>;
  /** Stops listening. Does not end the process: that is the supervisor's. Idempotent. */
  dispose(): void;
}

/** Longest an adapter may take over `interrupt`, so that the ladder goes on with a wedged agent. */
export const interruptTimeoutMs = 1500;
