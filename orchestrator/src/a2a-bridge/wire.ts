import { z } from 'zod';

/** What the bridge and its adapter say to each other beyond the Agent Client Protocol: requests of the bridge. */

/** {@link RemoteTask}: which task is under way, and whether it has ended. */
export const taskMethod = '_wheelhouse/a2a-task';
/** {@link RemoteArtifact}: keep the file of this name in the artifacts folder. */
export const artifactMethod = '_wheelhouse/a2a-artifact';
/** {@link RemoteQuestion}: answered with `{text}` when people have said something. */
export const askMethod = '_wheelhouse/a2a-ask';

/** Variable with a {@link BridgeConfig} as JSON. */
export const configVariable = 'WHEELHOUSE_A2A';

/** JSON-RPC error code of a turn whose remote task did not do its work; `data.code` says why in the platform's words. */
export const taskFailedErrorCode = -32050;

export const RemoteTask = z.strictObject({
  taskId: z.string().min(1).max(1024),
  contextId: z.string().max(1024),
  hasEnded: z.boolean(),
});
export type RemoteTask = z.infer<typeof RemoteTask>;

export const fileNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

export const RemoteArtifact = z.strictObject({
  name: z.string().regex(fileNamePattern),
  mediaType: z.string().min(1).max(128),
});
export const RemoteQuestion = z.strictObject({ text: z.string().max(65_536) });
export const QuestionAnswer = z.object({ text: z.string() });

/** Which agent, and how to speak to it. */
export const RemoteConfig = z.strictObject({
  /** Where it is: its card and its endpoint have this origin. */
  url: z.string(),
  /** Of the card: absolute, or as seen from `url`. */
  card: z.string(),
  /** Longest wait for an answer, and for the beginning of a stream. */
  timeoutMs: z.number().int(),
  /** Sent with every request; the value is in the variable. */
  header: z.strictObject({ name: z.string(), prefix: z.string(), variable: z.string() }).nullable(),
});
export type RemoteConfig = z.infer<typeof RemoteConfig>;

export const BridgeConfig = RemoteConfig.extend({ artifactsDir: z.string() });
export type BridgeConfig = z.infer<typeof BridgeConfig>;
