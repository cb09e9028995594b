import { z } from 'zod';
import type { Provider } from './types.ts';

const url = z
  .string()
  .regex(/^https?:\/\//, 'must be an http:// or https:// URL')
  .transform((text) => text.replace(/\/+$/, ''));
const key = z.string().min(1).max(512).meta({ secret: true });

/** Variables of a process whose agents reach models. */
export const providerVariables = {
  ANTHROPIC_API_KEY: key.optional(),
  /** An endpoint of the Messages API; what `/v1/messages` follows. */
  ANTHROPIC_BASE_URL: url.optional(),
  /** For agents whose configuration names none. */
  ANTHROPIC_MODEL: z.string().min(1).max(256).optional(),
  OPENAI_API_KEY: key.optional(),
  /** What `/chat/completions` follows: also Ollama, llama.cpp, vLLM, LM Studio. */
  OPENAI_BASE_URL: url.optional(),
  OPENAI_MODEL: z.string().min(1).max(256).optional(),
} as const;
type Variables = z.infer<z.ZodObject<typeof providerVariables>>;

/** What the operator of an instance set; a key may be a workspace's own. */
export interface InstanceProvider {
  readonly baseUrl: string;
  /** Null where only the endpoint is set: workspaces bring keys, or it needs none. */
  readonly apiKey: string | null;
  /** Whether it serves without a key. */
  readonly isOpen: boolean;
  readonly defaultModel?: string;
}
export type InstanceProviders = Readonly<Record<'anthropic' | 'openai', InstanceProvider>>;

export function instanceProvidersOf(variables: Variables): InstanceProviders {
  const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL } =
    variables;
  const anthropic = { apiKey: ANTHROPIC_API_KEY, ownUrl: ANTHROPIC_BASE_URL, model: ANTHROPIC_MODEL };
  const openai = { apiKey: OPENAI_API_KEY, ownUrl: OPENAI_BASE_URL, model: OPENAI_MODEL };
  return {
    anthropic: providerOf(anthropic, 'https://api.anthropic.com'),
    openai: providerOf(openai, 'https://api.openai.com/v1'),
  };
}

interface Set {
  readonly apiKey: string | undefined;
  readonly ownUrl: string | undefined;
  readonly model: string | undefined;
}

function providerOf({ apiKey, ownUrl, model }: Set, usualUrl: string): InstanceProvider {
  return {
    baseUrl: ownUrl ?? usualUrl,
    apiKey: apiKey ?? null,
    isOpen: ownUrl !== undefined,
    ...(model === undefined ? {} : { defaultModel: model }),
  };
}

/**
 * The provider that a workspace reaches: with its own key, else with the instance's. The endpoint is the operator's
 * alone, so that nobody's key can be sent to an address of somebody else's choice. Null where there is none.
 */
export function providerFor(instance: InstanceProvider, ownKey: string | null): Provider | null {
  const apiKey = ownKey ?? instance.apiKey ?? (instance.isOpen ? 'none' : null);
  if (apiKey === null) return null;
  const { baseUrl, defaultModel } = instance;
  return { baseUrl, apiKey, ...(defaultModel === undefined ? {} : { defaultModel }) };
}
