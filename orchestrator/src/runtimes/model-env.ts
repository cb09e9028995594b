import type { ModelAccess, ModelApi } from './adapter.ts';

/** Access to models where the gateway speaks one of the APIs this agent needs; null otherwise. Pure. */
export function accessFor(model: ModelAccess | null, api: ModelApi): ModelAccess | null {
  return model?.apis.includes(api) ? model : null;
}

/**
 * The variables by which agents of the usual SDKs find the gateway, for the APIs it has a provider for. They win over
 * everything a catalogue entry or a secret says: past the gateway nothing would be counted. Pure.
 */
export function modelEnv(model: ModelAccess | null): Record<string, string> {
  if (!model) return {};
  return {
    ...(model.apis.includes('anthropic')
      ? { ANTHROPIC_BASE_URL: `${model.baseUrl}/anthropic`, ANTHROPIC_API_KEY: model.token }
      : {}),
    ...(model.apis.includes('openai')
      ? { OPENAI_BASE_URL: `${model.baseUrl}/openai/v1`, OPENAI_API_KEY: model.token }
      : {}),
  };
}
