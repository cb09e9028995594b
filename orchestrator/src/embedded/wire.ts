/** What the embedded agent and its adapter say to each other beyond the Agent Client Protocol. */

/** Media type of the prompt's resource block that carries a TaskSpec as JSON. */
export const taskMediaType = 'application/vnd.wheelhouse.task+json';

/** Request of the agent to its host, `{name, mediaType}`: keep the file of this name in the artifacts folder. */
export const artifactMethod = '_wheelhouse/artifact';

/** Key in a tool update's `_meta`: its text continues the output stream that the value names. */
export const appendMetaKey = 'wheelhouse/append';

/** JSON-RPC error code of a task that failed; `data.code` says why in the platform's words. */
export const taskFailedErrorCode = -32050;

/** A name that can be a file's: no separator, no dot at its beginning, no dash either, so it is never an option. */
export function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(name);
}
