import type { components } from '@wheelhouse/client';

export type CreateAgent = components['schemas']['CreateAgent'];

/** What somebody has typed about an entry of the catalogue. */
export interface AgentDraft {
  readonly name: string;
  readonly runtime: string;
  /** JSON, as the runtime reads it. */
  readonly config: string;
  readonly network: '' | 'none' | 'llm-only' | 'full';
  readonly isResumable: boolean;
}

/** What each runtime needs to begin with. */
export const configExamples: Readonly<Record<string, string>> = {
  embedded: '{}',
  process: '{\n  "argv": ["/usr/bin/env", "true"]\n}',
  claude: '{\n  "permissions": "ask"\n}',
  codex: '{\n  "permissions": "allow"\n}',
  acp: '{\n  "argv": ["opencode", "acp"],\n  "permissions": "ask"\n}',
  a2a: '{\n  "card": "https://agent.example.org/.well-known/agent-card.json"\n}',
};
export const runtimes = Object.keys(configExamples);

export const emptyAgent: AgentDraft = {
  name: '',
  runtime: 'embedded',
  config: configExamples['embedded'] ?? '{}',
  network: '',
  isResumable: false,
};

/** The request of a draft, or what is wrong with it, by field. Pure. */
export function readAgentDraft(
  draft: AgentDraft,
): { readonly request: CreateAgent } | { readonly faults: Partial<Record<keyof AgentDraft, string>> } {
  const faults: Partial<Record<keyof AgentDraft, string>> = {};
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(draft.name)) faults.name = 'letters, digits, _ . and - only';
  const config = parseObject(draft.config);
  if (config === null) faults.config = 'this is no JSON object';
  if (config === null || Object.keys(faults).length > 0) return { faults };
  const execution = {
    ...(draft.network === '' ? {} : { network: draft.network }),
    ...(draft.isResumable ? { resumable: true } : {}),
  };
  return { request: { name: draft.name, runtime: draft.runtime, config, execution } as CreateAgent };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
