import type { ModelAccess } from './adapter.ts';
import { accessFor } from './model-env.ts';

/** What of a catalogue entry shapes the command line. */
export interface CodexChoices {
  readonly model?: string | undefined;
  readonly permissions?: 'allow' | 'reject' | undefined;
}

/** The variable in which Codex finds the token of our gateway. */
export const codexTokenVariable = 'WHEELHOUSE_MODEL_TOKEN';

/**
 * The arguments of Codex. It runs commands without asking unless told otherwise: the sandbox around it is the boundary,
 * so its own stays off (`allow`), or lets it read only (`reject`). The prompt comes by standard input. Pure.
 */
export function codexArguments(choices: CodexChoices, model: ModelAccess | null, resume: string | null): string[] {
  const access = accessFor(model, 'openai');
  const name = choices.model ?? access?.defaultModels.openai;
  return [
    'exec',
    '--json',
    '--color=never',
    '--skip-git-repo-check',
    `--sandbox=${choices.permissions === 'reject' ? 'read-only' : 'danger-full-access'}`,
    ...setting('approval_policy', 'never'),
    ...setting('check_for_update_on_startup', false),
    ...setting('analytics.enabled', false),
    ...(access ? provider(access) : []),
    ...(name === undefined ? [] : [`--model=${name}`]),
    ...(resume === null ? [] : ['resume', resume]),
    '-',
  ];
}

function provider({ baseUrl }: ModelAccess): string[] {
  return [
    ...setting('model_provider', 'wheelhouse'),
    ...setting('model_providers.wheelhouse.name', 'Wheelhouse'),
    ...setting('model_providers.wheelhouse.base_url', `${baseUrl}/openai/v1`),
    ...setting('model_providers.wheelhouse.env_key', codexTokenVariable),
    ...setting('model_providers.wheelhouse.wire_api', 'responses'),
  ];
}

/** Values are TOML; its basic strings are JSON's. */
function setting(key: string, value: string | boolean): [string, string] {
  return ['--config', `${key}=${JSON.stringify(value)}`];
}
