import type { ModelAccess } from './adapter.ts';
import { accessFor, modelEnv } from './model-env.ts';

/** What of a catalogue entry shapes the command line. */
export interface ClaudeChoices {
  readonly model?: string | undefined;
  readonly allowedTools?: readonly string[] | undefined;
  readonly disallowedTools?: readonly string[] | undefined;
  readonly maxTurns?: number | undefined;
  readonly appendSystemPrompt?: string | undefined;
}

/** Questions of its own would need an answer that allowing or rejecting a tool cannot give. */
const alwaysDisallowed = ['AskUserQuestion'];

/**
 * The arguments of Claude Code: both directions as `stream-json`, permissions asked of us. Of settings only those in the
 * run's own HOME count: a repository's could send the model's traffic elsewhere (`env`), allow itself tools, and run
 * commands as hooks. Its CLAUDE.md is not read for the same reason. Pure.
 */
export function claudeArguments(choices: ClaudeChoices, model: ModelAccess | null, resume: string | null): string[] {
  const name = choices.model ?? accessFor(model, 'anthropic')?.defaultModels.anthropic;
  return [
    '--print',
    '--output-format=stream-json',
    '--input-format=stream-json',
    '--verbose',
    '--include-partial-messages',
    '--permission-prompt-tool=stdio',
    '--permission-mode=default',
    '--setting-sources=user',
    '--strict-mcp-config',
    `--disallowedTools=${[...alwaysDisallowed, ...(choices.disallowedTools ?? [])].join(',')}`,
    ...(choices.allowedTools?.length ? [`--allowedTools=${choices.allowedTools.join(',')}`] : []),
    ...(name === undefined ? [] : [`--model=${name}`]),
    ...(choices.maxTurns === undefined ? [] : [`--max-turns=${choices.maxTurns}`]),
    ...(choices.appendSystemPrompt === undefined ? [] : [`--append-system-prompt=${choices.appendSystemPrompt}`]),
    ...(resume === null ? [] : [`--resume=${resume}`]),
  ];
}

/** Nothing but the model is to be called: no updates, telemetry, error reports or surveys. */
export const claudeQuietEnv: Readonly<Record<string, string>> = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
};

/** The gateway's variables, where it has a provider with Anthropic's API. Pure. */
export function claudeModelEnv(model: ModelAccess | null): Record<string, string> {
  const access = accessFor(model, 'anthropic');
  return modelEnv(access && { ...access, apis: ['anthropic'] });
}
