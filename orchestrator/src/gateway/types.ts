import type { ModelAccess, ModelUsage } from '../runtimes/adapter.ts';
import type { RunId, WorkspaceId } from '@wheelhouse/protocol';
import type { PriceEntry } from './prices.ts';

/** One provider of models: an endpoint and the real key, which no agent ever sees. */
export interface Provider {
  /** For Anthropic what `/v1/messages` follows, for OpenAI what `/chat/completions` follows. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly defaultModel?: string;
}

export interface Providers {
  readonly anthropic?: Provider;
  readonly openai?: Provider;
}

/** All in milliseconds. */
export interface GatewayTimeouts {
  /** For an agent to send a whole request. */
  readonly requestMs: number;
  /** For a connection to the provider. */
  readonly connectMs: number;
  /** From the request to the first byte of the answer; an answer that is not streamed begins when it is complete. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer, because the provider is silent or the agent does not read. */
  readonly idleMs: number;
}

/** The part of a pino logger that is used. Never gets bodies, tokens or keys. */
export interface GatewayLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface GatewayOptions {
  /** Asked at most once a minute for each workspace, and again after a provider refused a key. */
  providers(workspaceId: WorkspaceId): Promise<Providers>;
  readonly logger: GatewayLogger;
  /** Count before those of `prices.json`. */
  readonly prices?: readonly PriceEntry[];
  readonly timeouts?: Partial<GatewayTimeouts>;
  /** Milliseconds that only grow. Default: the process's own clock. */
  readonly now?: () => number;
  /** 0 to below 1. */
  readonly random?: () => number;
}

/** What a run may use; what is absent is not limited. */
export interface ModelLimits {
  /** Input, output and cache tokens together. */
  readonly tokens?: number;
  /** Millionths of a US dollar. */
  readonly costMicros?: number;
  /** Answers of a model. */
  readonly turns?: number;
}

export type LimitCode = 'LIMIT_TOKENS' | 'LIMIT_COST' | 'LIMIT_TURNS';

/** What one answer of a model used. */
export interface AnswerUsage extends ModelUsage {
  /** `estimate` where the answer was cut before the provider said what it used. */
  readonly source: 'gateway' | 'estimate';
  /** As the provider named it, else as the agent asked for it. */
  readonly model: string;
}

export interface GatewayTotals extends ModelUsage {
  /** Of the answers that have a price. */
  readonly costMicros: number;
  readonly turns: number;
  /** Answers whose cost is not known and not among `costMicros`. */
  readonly unpricedTurns: number;
}

export type GatewayNotice =
  /** The provider did not do what was asked; the agent was told. */
  | { readonly kind: 'rate_limited' | 'provider_error'; readonly status: number; readonly retryAfterMs: number | null }
  /** Refused, because a budget cannot be kept with a model (or a way to use it) whose price is not known. */
  | { readonly kind: 'unpriced'; readonly model: string };

export interface OpenModelRun {
  readonly runId: RunId;
  readonly workspaceId: WorkspaceId;
  readonly attempt: number;
  readonly limits: ModelLimits;
  /** Absolute, at most 107 bytes. Its folder is made with mode 0700, or has it. */
  readonly socketPath?: string;
  /** Exact names; absent = all. */
  readonly allowedModels?: readonly string[];
  /** At a limit requests are refused (default), or held until `extend` or `revoke`. */
  readonly atLimit?: 'refuse' | 'hold';
  /** What becomes of requests without a known price where cost is limited. Default: refused. */
  readonly unpriced?: 'refuse' | 'allow';
  /** What the run's agent may ask about its own run, below `/run/v1`; absent = nothing. */
  readonly door?: RunDoor;
  /** Called once for each answer, before the agent has seen its end. */
  onUsage(usage: AnswerUsage, totals: GatewayTotals): void;
  /** Called once for each limit that stopped a request, and again after `extend`. */
  onLimit(code: LimitCode): void;
  onNotice?(notice: GatewayNotice): void;
}

/** A request of an agent about its own run. */
export interface DoorCall {
  readonly method: string;
  /** After `/run/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** Aborts when the agent hangs up, and when its token is taken back. */
  readonly signal: AbortSignal;
}

export interface DoorAnswer {
  readonly status: number;
  readonly body: object;
}

/** Throws `WheelhouseError`, which the agent is told. */
export type RunDoor = (call: DoorCall) => Promise<DoorAnswer>;

/** A run without models that may ask about itself all the same. */
export interface OpenDoorRun extends Pick<OpenModelRun, 'runId' | 'workspaceId' | 'attempt' | 'socketPath'> {
  readonly door: RunDoor;
}

/** What one run reaches of its instance, by a token of its own. */
export interface RunGate {
  /** Of the gateway, without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string;
  readonly socketPath: string | null;
  /** Ends every request and open stream at once, here and at the provider; the token counts no more. Idempotent. */
  revoke(): void;
  /** Revokes; resolves when what was cut is counted and the socket is gone. Idempotent. */
  close(): Promise<void>;
}

/** One run's door to models. */
export interface ModelRun extends RunGate {
  readonly access: ModelAccess;
  totals(): GatewayTotals;
  /** Adds to the limits that are set. */
  extend(more: ModelLimits): void;
  /** What others use up of the same limits, all of it so far. */
  charge(elsewhere: Required<ModelLimits>): void;
}

/** The only way by which agents of an instance reach models. */
export interface ModelGateway {
  /** `http://127.0.0.1:<port>` */
  readonly baseUrl: string;
  /** Throws MODEL_REQUIRED where the workspace has no provider, INVALID for a socket path that cannot be one. */
  open(run: OpenModelRun): Promise<ModelRun>;
  /** As `open`, for a run that gets no models. Throws INVALID for a socket path that cannot be one. */
  openDoor(run: OpenDoorRun): Promise<RunGate>;
  /** Closes every run and stops listening. Idempotent. */
  close(): Promise<void>;
}
