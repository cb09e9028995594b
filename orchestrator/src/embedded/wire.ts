/** What the embedded agent and its adapter say to each other beyond the Agent Client Protocol. */

/** Media type of the prompt's resource block that carries a TaskSpec as JSON. */
export const taskMediaType = 'application/vnd.wheelhouse.task+json';

/** Request of the agent to its host, `{name, mediaType}`: keep the file of this name in the artifacts folder. */
export const artifactMethod = '_wheelhouse/artifact';

/** Key in a tool update's `_meta`: its text continues the output stream that the value names. */
export const appendMetaKey = 'wheelhouse/append';

/** Key in a usage update's `_meta`: what one answer of a model used, as `AnswerUsage`. */
export const usageMetaKey = 'wheelhouse/usage';

export interface AnswerUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** Variable of the agent's environment: `LoopSettings` as JSON. Absent where it follows no prompts. */
export const loopVariable = 'WHEELHOUSE_LOOP';

/** Variable with the run's token for its models. Kept from the commands that the agent runs. */
export const tokenVariable = 'WHEELHOUSE_MODEL_TOKEN';

/** Where any agent finds its door to runs below its own, and what opens it. Absent where it may start none. */
export const doorUrlVariable = 'WHEELHOUSE_RUN_URL';
export const doorTokenVariable = 'WHEELHOUSE_RUN_TOKEN';

/** How the agent follows prompts. */
export interface LoopSettings {
  readonly api: 'anthropic' | 'openai';
  readonly model: string;
  /** Of the gateway, see `ModelAccess`. */
  readonly baseUrl: string;
  /** Answers of the model for one prompt. */
  readonly maxSteps: number;
  /** Follows our own instructions. */
  readonly system: string | null;
  /** For commands and changes of files: `ask` people, `allow` them, or `reject`: these tools are not offered. */
  readonly permissions: 'ask' | 'allow' | 'reject';
}

/** JSON-RPC error code of a task that failed; `data.code` says why in the platform's words. */
export const taskFailedErrorCode = -32050;

/** A name that can be a file's: no separator, no dot at its beginning, no dash either, so it is never an option. */
export function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(name);
}
