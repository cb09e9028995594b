import { join } from 'node:path';
import { nodeCommand } from '../runtimes/node-command.ts';

/** How to start an agent that reaches the gateway by a unix socket only. */
export interface BridgeCommand {
  readonly argv: readonly string[];
  /** Beside the agent's own. */
  readonly env: Readonly<Record<string, string>>;
  /** What the sandbox must show beside what the agent needs. */
  readonly readOnlyPaths: readonly string[];
  /** Where models are, as the agent sees it. */
  readonly baseUrl: string;
}

/**
 * A fixed port: the base URL is known before anything runs, so it can also be written into an agent's configuration and
 * arguments. The bridge's sandbox has a network of its own, in which nobody else can have it.
 */
const port = 7799;

const script = join(import.meta.dirname, 'bridge', 'main');

/** The command that runs `argv` behind the bridge, in a sandbox without network. */
export function bridgeCommand(argv: readonly string[], { socketPath }: { readonly socketPath: string }): BridgeCommand {
  const node = nodeCommand(script, []);
  return {
    argv: [...node.argv, socketPath, '--', ...argv],
    env: { ...node.env, WHEELHOUSE_MODEL_PORT: String(port) },
    readOnlyPaths: [...node.readOnlyPaths, socketPath],
    baseUrl: `http://127.0.0.1:${port}`,
  };
}
