import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { JSONValue, LanguageModel } from 'ai';
import type { LoopConfig } from '../config.ts';
import { modelFetch } from './model-fetch.ts';

export interface OpenedModel {
  readonly model: LanguageModel;
  /** Undefined = the provider decides. */
  readonly maxOutputTokens: number | undefined;
  readonly providerOptions: Record<string, Record<string, JSONValue>>;
}

/** Enough for a whole file in one answer; the SDK lowers it for models that write less. */
const anthropicOutputTokens = 32_000;

/** OpenAI's own models call tools best by its Responses API; everybody else speaks the older chat completions. */
const ownModel = /^(?:gpt-(?!oss)|o\d|chatgpt-|codex-)/;

/** The model by the gateway, which holds the real key. */
export function openModel({ api, model, baseUrl, token }: LoopConfig): OpenedModel {
  const shared = { apiKey: token, fetch: modelFetch };
  if (api === 'anthropic') {
    const provider = createAnthropic({ ...shared, baseURL: `${baseUrl}/anthropic/v1` });
    return { model: provider(model), maxOutputTokens: anthropicOutputTokens, providerOptions: {} };
  }
  const baseURL = `${baseUrl}/openai/v1`;
  if (ownModel.test(model)) {
    // Nothing is left with the provider: the conversation is ours, and sent whole each time.
    const providerOptions = { openai: { store: false } };
    return {
      model: createOpenAI({ ...shared, baseURL }).responses(model),
      maxOutputTokens: undefined,
      providerOptions,
    };
  }
  const provider = createOpenAICompatible({ ...shared, baseURL, name: 'openai', includeUsage: true });
  return { model: provider.chatModel(model), maxOutputTokens: undefined, providerOptions: {} };
}
