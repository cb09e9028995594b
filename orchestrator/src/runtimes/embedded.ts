import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContentBlock } from '@agentclientprotocol/sdk';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import { artifactMethod, isFileName, taskMediaType } from '../embedded/wire.ts';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { AcpSession, type AcpExtension } from './acp-session.ts';
import { defaultHandshakeTimeoutMs } from './acp.ts';
import { agentEnv } from './agent-env.ts';
import { parseConfig } from './command-config.ts';
import { nodeCommand, type NodeCommand } from './node-command.ts';

export const EmbeddedAgentConfig = z.strictObject({
  /** What `approve` steps get. Absent = `ask`. */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
});
export type EmbeddedAgentConfig = z.infer<typeof EmbeddedAgentConfig>;

/** Folder of the agent's HOME from which the host takes published files. */
export const artifactsFolder = 'artifacts';

/**
 * The default runtime: our own agent process, which needs no key and no installation. Deterministic steps; a plain
 * prompt is refused with MODEL_REQUIRED, never answered by a pretence.
 */
export function createEmbeddedAdapter(find: () => NodeCommand = findEmbeddedAgent): RuntimeAdapter {
  let installation: NodeCommand | undefined;
  // Found once: it reads package manifests, and does not change while we run.
  const installed = (): NodeCommand => (installation ??= find());
  return {
    name: 'embedded',
    capabilities: {
      prompt: false,
      task: true,
      args: false,
      input: false,
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
      const { argv, env: loaderEnv, readOnlyPaths } = startable(installed);
      const env = {
        ...agentEnv(context),
        ...loaderEnv,
        WHEELHOUSE_ARTIFACTS_DIR: join(context.homeDir, artifactsFolder),
      };
      return { argv, env, readOnlyPaths };
    },
    attach: (process, context) => {
      const session = new AcpSession(process, context, {
        prompt: promptOf(context.spec),
        handshakeTimeoutMs: defaultHandshakeTimeoutMs,
        permissions: configOf(context.agent.config).permissions ?? 'ask',
        extensions: [artifacts(context)],
      });
      return session;
    },
  };
}

/** Throws when a package the agent needs is not installed. */
export function findEmbeddedAgent(): NodeCommand {
  const here = realpathSync(fileURLToPath(import.meta.url));
  return nodeCommand(join(dirname(dirname(here)), 'embedded', 'main'), ['@agentclientprotocol/sdk', 'zod']);
}

function startable(installed: () => NodeCommand): NodeCommand {
  try {
    return installed();
  } catch (error) {
    throw new WheelhouseError('START_FAILED', 'the embedded agent is not completely installed', { cause: error });
  }
}

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(EmbeddedAgentConfig, agentConfig ?? {});
  if ('refusal' in parsed) return parsed.refusal;
  if (spec.args?.length) return { code: 'UNSUPPORTED', message: 'an agent of the runtime embedded takes no arguments' };
  if (spec.task && spec.prompt)
    return { code: 'INVALID', message: 'give task steps or a prompt, not both: the prompt would be passed over' };
  if (spec.task) return null;
  if (!spec.prompt) return { code: 'INVALID', message: 'an agent of the runtime embedded needs task steps' };
  return {
    code: 'MODEL_REQUIRED',
    message: 'no model endpoint is configured, so a plain-language prompt cannot be followed; send task steps instead',
  };
}

function configOf(config: unknown): EmbeddedAgentConfig {
  const parsed = parseConfig(EmbeddedAgentConfig, config ?? {});
  if ('refusal' in parsed) throw new WheelhouseError(parsed.refusal.code, parsed.refusal.message);
  return parsed.config;
}

function promptOf(spec: AgentSpawn): ContentBlock[] {
  if (!spec.task) return [{ type: 'text', text: spec.prompt ?? '' }];
  return [
    {
      type: 'resource',
      resource: { uri: 'wheelhouse:task', mimeType: taskMediaType, text: JSON.stringify(spec.task) },
    },
  ];
}

const ArtifactParams = z.strictObject({
  name: z.string().refine(isFileName, 'is no file name'),
  mediaType: z.string().min(1).max(128),
});

/** The agent names a file of its artifacts folder; where that folder is, is ours to know. */
function artifacts(context: RunContext): AcpExtension {
  return {
    method: artifactMethod,
    async handle(params) {
      const { name, mediaType } = ArtifactParams.parse(params);
      await context.publishArtifact({ name, mediaType, path: join(context.homeDir, artifactsFolder, name) });
      return {};
    },
  };
}
