/**
 * What the bridge and its adapter say to each other beyond the Agent Client Protocol: requests of the bridge. Its shapes are
 * checked in `runtimes/a2a-session.ts`: what runs here sees no more packages than it needs.
 */

/** A {@link RemoteTask}: which task is under way, and whether it has ended. */
export const taskMethod = '_wheelhouse/a2a-task';
/** `{name, mediaType}`: keep the file of this name in the artifacts folder. */
export const artifactMethod = '_wheelhouse/a2a-artifact';
/** `{text}`: answered with `{text}` when people have said something. */
export const askMethod = '_wheelhouse/a2a-ask';

/** Variable with a {@link BridgeConfig} as JSON. */
export const configVariable = 'WHEELHOUSE_A2A';

/** JSON-RPC error code of a turn whose remote task did not do its work; `data.code` says why in the platform's words. */
export const taskFailedErrorCode = -32050;

export const fileNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

export interface RemoteTask {
  readonly taskId: string;
  readonly contextId: string;
  readonly hasEnded: boolean;
}

/** Which agent, and how to speak to it. */
export interface RemoteConfig {
  /** Where it is: its card and its endpoint have this origin. */
  readonly url: string;
  /** Of the card: absolute, or as seen from `url`. */
  readonly card: string;
  /** Longest wait for an answer, and for the beginning of a stream. */
  readonly timeoutMs: number;
  /** Sent with every request; the value is in the variable. */
  readonly header: { readonly name: string; readonly prefix: string; readonly variable: string } | null;
}

export interface BridgeConfig extends RemoteConfig {
  readonly artifactsDir: string;
}
