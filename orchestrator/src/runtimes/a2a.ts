import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { configVariable, type BridgeConfig } from '../a2a-bridge/wire.ts';
import { A2aAgentConfig, hasOwnCard, remoteConfigOf } from './a2a-config.ts';
import { A2aSession } from './a2a-session.ts';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { agentEnv } from './agent-env.ts';
import { parseConfig } from './command-config.ts';
import { nodeCommand, type NodeCommand } from './node-command.ts';

export interface A2aAdapterOptions {
  /** Finds the bridge. Default: the one of this installation. */
  readonly find?: () => NodeCommand;
}

/**
 * A remote A2A 1.0 agent as a run. A small program of ours speaks to it, so that there is a process to watch and to kill;
 * it needs the network. However the run ends, the remote task is cancelled unless it is known to have ended.
 */
export function createA2aAdapter({ find = findBridge }: A2aAdapterOptions = {}): RuntimeAdapter {
  let installation: NodeCommand | undefined;
  const installed = (): NodeCommand => (installation ??= find());
  return {
    name: 'a2a',
    capabilities: {
      prompt: true,
      task: false,
      args: false,
      input: true,
      permissions: true,
      interrupt: true,
      resume: false,
      model: 'none',
    },
    probe: () => {
      try {
        installed();
        return Promise.resolve({ available: true });
      } catch (error) {
        return Promise.resolve({ available: false, detail: error instanceof Error ? error.message : String(error) });
      }
    },
    validate,
    prepare: async (context) => {
      await Promise.resolve();
      const config = remoteConfigOf(configOf(context));
      const { header } = config;
      if (header !== null && context.secrets[header.variable] === undefined) {
        throw new WheelhouseError('START_FAILED', `the secret for ${header.variable} is not given to this agent`);
      }
      const { argv, env, readOnlyPaths } = startable(installed);
      const bridge: BridgeConfig = { ...config, artifactsDir: artifactsDirOf(context) };
      // The agent is elsewhere: our door is none of its business.
      const own = agentEnv({ ...context, door: null });
      return { argv, env: { ...own, ...env, [configVariable]: JSON.stringify(bridge) }, readOnlyPaths };
    },
    attach: (process, context) => {
      const config = configOf(context);
      return new A2aSession(process, context, {
        remote: remoteConfigOf(config),
        artifactsDir: artifactsDirOf(context),
        permissions: config.permissions ?? 'ask',
      });
    },
  };
}

/** Throws when a package the bridge needs is not installed. */
export function findBridge(): NodeCommand {
  const here = realpathSync(fileURLToPath(import.meta.url));
  // The last is a peer of the second.
  const packages = ['@a2a-js/sdk', '@agentclientprotocol/sdk', 'zod'];
  return nodeCommand(join(dirname(dirname(here)), 'a2a-bridge', 'main'), packages);
}

function startable(installed: () => NodeCommand): NodeCommand {
  try {
    return installed();
  } catch (error) {
    throw new WheelhouseError('START_FAILED', 'the bridge to A2A agents is not completely installed', { cause: error });
  }
}

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(A2aAgentConfig, agentConfig);
  if ('refusal' in parsed) return parsed.refusal;
  if (!hasOwnCard(parsed.config)) return { code: 'INVALID', message: 'the card must lie at the origin of url' };
  if (spec.task) return { code: 'UNSUPPORTED', message: 'an agent of the runtime a2a takes a prompt, no task steps' };
  if (spec.args?.length) return { code: 'UNSUPPORTED', message: 'an agent of the runtime a2a takes no arguments' };
  if (!spec.prompt) return { code: 'INVALID', message: 'an agent of the runtime a2a needs a prompt' };
  return null;
}

function configOf(context: RunContext): A2aAgentConfig {
  const parsed = parseConfig(A2aAgentConfig, context.agent.config);
  if ('refusal' in parsed) throw new WheelhouseError(parsed.refusal.code, parsed.refusal.message);
  return parsed.config;
}

function artifactsDirOf({ homeDir }: RunContext): string {
  return join(homeDir, 'artifacts');
}
