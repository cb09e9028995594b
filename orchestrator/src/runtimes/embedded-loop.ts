import { WheelhouseError } from '@wheelhouse/protocol';
import type { LoopSettings } from '../embedded/wire.ts';
import type { ModelAccess, ModelApi } from './adapter.ts';
import type { EmbeddedAgentConfig } from './embedded.ts';

const usualMaxSteps = 50;

/**
 * How the agent follows a prompt. Pure.
 * @throws WheelhouseError MODEL_REQUIRED saying what to set
 */
export function loopSettingsOf(config: EmbeddedAgentConfig, access: ModelAccess | null): LoopSettings {
  const { maxSteps = usualMaxSteps, system = null, permissions = 'allow' } = config;
  if (access === null) {
    throw new WheelhouseError(
      'MODEL_REQUIRED',
      'there is no model to follow this prompt: set ANTHROPIC_API_KEY, OPENAI_API_KEY or OPENAI_BASE_URL for the instance (or a key as a secret of the workspace) and allow the network llm-only, or send task steps',
    );
  }
  const api = config.api ?? access.apis.find((one) => access.defaultModels[one] !== undefined) ?? access.apis[0];
  if (api === undefined || !access.apis.includes(api))
    throw new WheelhouseError('MODEL_REQUIRED', `there is no provider for the API ${api ?? ''}: ${remedyOf(api)}`);
  const model = config.model ?? access.defaultModels[api];
  if (model === undefined) {
    const variable = `${api.toUpperCase()}_MODEL`;
    throw new WheelhouseError(
      'MODEL_REQUIRED',
      `no model is named: set \`model\` in the agent's configuration, or ${variable} for the instance`,
    );
  }
  return { api, model, baseUrl: access.baseUrl, maxSteps, system, permissions };
}

function remedyOf(api: ModelApi | undefined): string {
  return `set ${(api ?? 'anthropic').toUpperCase()}_API_KEY, or another \`api\` in the agent's configuration`;
}
