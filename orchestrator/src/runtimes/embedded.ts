import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import { loopVariable, tokenVariable } from '../embedded/wire.ts';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { agentEnv } from './agent-env.ts';
import { configOf, parseConfig } from './command-config.ts';
import { loopSettingsOf } from './embedded-loop.ts';
import { EmbeddedSession } from './embedded-session.ts';
import { nodeCommand, type NodeCommand } from './node-command.ts';

export const EmbeddedAgentConfig = z.strictObject({
  /**
   * Steps: what `approve` gets; absent = `ask`. Prompts: what commands and changes of files get; absent = `allow`, since
   * the sandbox is the boundary.
   */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
  /** Absent = the default of the API's provider. */
  model: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\s\p{Cc}]+$/u, 'is no name of a model')
    .optional(),
  /** Absent = the first that has a default model. */
  api: z.enum(['anthropic', 'openai']).optional(),
  /** Answers of the model for one prompt. Absent = 50. */
  maxSteps: z.number().int().min(1).max(10_000).optional(),
  /** Instructions for the model, after our own. */
  system: z.string().min(1).max(16_384).optional(),
});
export type EmbeddedAgentConfig = z.infer<typeof EmbeddedAgentConfig>;

/**
 * The default runtime: our own agent process, which needs no installation. Deterministic steps, without a model; or a
 * plain prompt, with one. Where there is none a prompt is refused with MODEL_REQUIRED, never answered by a pretence.
 */
export function createEmbeddedAdapter(find: () => NodeCommand = findEmbeddedAgent): RuntimeAdapter {
  let installation: NodeCommand | undefined;
  // Found once: it reads package manifests, and does not change while we run.
  const installed = (): NodeCommand => (installation ??= find());
  return {
    name: 'embedded',
    capabilities: {
      prompt: true,
      task: true,
      args: false,
      input: true,
      permissions: true,
      interrupt: true,
      resume: true,
      model: 'optional',
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
        ...loopEnv(context),
        WHEELHOUSE_ARTIFACTS_DIR: artifactsDirOf(context),
      };
      return { argv, env, readOnlyPaths };
    },
    attach: (process, context) =>
      new EmbeddedSession(process, context, {
        artifactsDir: artifactsDirOf(context),
        // For prompts the agent itself knows: all that it then asks is for people.
        permissions: context.spec.task ? (configOf(EmbeddedAgentConfig, context).permissions ?? 'ask') : 'ask',
      }),
  };
}

/** Folder from which the host takes published files. */
function artifactsDirOf({ homeDir }: RunContext): string {
  return join(homeDir, 'artifacts');
}

/** Throws MODEL_REQUIRED for a prompt without a model. Steps get no model, since they ask none. */
function loopEnv(context: RunContext): Record<string, string> {
  if (context.spec.task) return {};
  const settings = loopSettingsOf(configOf(EmbeddedAgentConfig, context), context.model);
  return { [loopVariable]: JSON.stringify(settings), [tokenVariable]: context.model?.token ?? '' };
}

/** What the agent imports. */
const packages = [
  '@agentclientprotocol/sdk',
  '@ai-sdk/anthropic',
  '@ai-sdk/openai',
  '@ai-sdk/openai-compatible',
  'ai',
  'zod',
] as const;

/** Throws when a package the agent needs is not installed. */
export function findEmbeddedAgent(): NodeCommand {
  const here = realpathSync(fileURLToPath(import.meta.url));
  return nodeCommand(join(dirname(dirname(here)), 'embedded', 'main'), packages);
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
  if (spec.task || spec.prompt) return null;
  return { code: 'INVALID', message: 'an agent of the runtime embedded needs task steps or a prompt' };
}
