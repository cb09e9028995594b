import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { defaultHandshakeTimeoutMs } from './acp.ts';
import { agentEnv } from './agent-env.ts';
import { claudeArguments, claudeModelEnv, claudeQuietEnv } from './claude-command.ts';
import { ClaudeSession } from './claude-session.ts';
import { configOf, parseConfig, programFields, refuseAllButPrompt } from './command-config.ts';
import { defaultSearchPath, findInstalled } from './installed-program.ts';
import { ProgramProbe } from './probe-program.ts';

const tools = z.array(z.string().min(1).max(512)).max(128);

export const ClaudeAgentConfig = z.strictObject({
  ...programFields,
  /** What to do when it asks whether it may use a tool. Absent = `ask`. */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
  /** Rules of Claude Code, e.g. `Bash(git log:*)`: these are not asked about. */
  allowedTools: tools.optional(),
  /** Rules of Claude Code: these it does not have. */
  disallowedTools: tools.optional(),
  /** Answers of the model in one turn. */
  maxTurns: z.number().int().min(1).max(10_000).optional(),
  appendSystemPrompt: z
    .string()
    .min(1)
    .max(32_768)
    .refine((text) => !text.includes('\0'), 'must not contain NUL')
    .optional(),
});
export type ClaudeAgentConfig = z.infer<typeof ClaudeAgentConfig>;

export interface ClaudeAdapterOptions {
  /** Folders in which `claude` is looked up, as PATH writes them. Absent = the system's and node's. */
  readonly searchPath?: string;
  /** Folders or files its agents may read beyond the system's and the program's own. */
  readonly readOnlyPaths?: readonly string[];
}

/**
 * The user's own Claude Code, which is proprietary and never part of this installation. It reaches models by the
 * gateway; without one, by the key or token that the catalogue entry's secrets put into its environment
 * (`ANTHROPIC_API_KEY`, `CLAUDE_CODE_OAUTH_TOKEN`). A session is resumed from the HOME it was held in.
 */
export function createClaudeAdapter(options: ClaudeAdapterOptions = {}): RuntimeAdapter {
  const searchPath = options.searchPath ?? defaultSearchPath();
  const probe = new ProgramProbe({ searchPath, remedy: () => remedy });
  return {
    name: 'claude',
    capabilities: {
      prompt: true,
      task: false,
      args: false,
      input: true,
      permissions: true,
      interrupt: true,
      resume: true,
      model: 'optional',
    },
    probe: (agentConfig) => {
      const parsed = parseConfig(ClaudeAgentConfig, agentConfig ?? {});
      if ('refusal' in parsed) return Promise.resolve({ available: false, detail: parsed.refusal.message });
      return probe.probe(parsed.config.program ?? 'claude');
    },
    validate,
    prepare: async (context) => {
      await Promise.resolve();
      const config = configOf(ClaudeAgentConfig, context);
      const program = config.program ?? 'claude';
      const installed = findInstalled(program, searchPath);
      if (!installed) throw new WheelhouseError('START_FAILED', `${program} is not installed here; ${remedy}`);
      return {
        argv: [installed.path, ...claudeArguments(config, context.model, context.resume)],
        env: envOf(context, config),
        readOnlyPaths: [...installed.readOnlyPaths, ...(options.readOnlyPaths ?? [])],
      };
    },
    attach: (process, context) => {
      const config = configOf(ClaudeAgentConfig, context);
      return new ClaudeSession(process, context, {
        prompt: context.spec.prompt ?? '',
        handshakeTimeoutMs: config.handshakeTimeoutMs ?? defaultHandshakeTimeoutMs,
        permissions: config.permissions ?? 'ask',
      });
    },
  };
}

const remedy = 'install Claude Code (npm install --global @anthropic-ai/claude-code), or name its path as `program`';

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(ClaudeAgentConfig, agentConfig ?? {});
  return 'refusal' in parsed ? parsed.refusal : refuseAllButPrompt('claude', spec);
}

function envOf(context: RunContext, config: ClaudeAgentConfig): Record<string, string> {
  return { ...agentEnv(context, { ...claudeQuietEnv, ...config.env }), ...claudeModelEnv(context.model) };
}
