import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { defaultHandshakeTimeoutMs } from './acp.ts';
import { agentEnv } from './agent-env.ts';
import { codexArguments, codexTokenVariable } from './codex-command.ts';
import { CodexSession } from './codex-session.ts';
import { configOf, parseConfig, programFields, refuseAllButPrompt } from './command-config.ts';
import { defaultSearchPath, findInstalled } from './installed-program.ts';
import { accessFor } from './model-env.ts';
import { ProgramProbe } from './probe-program.ts';

export const CodexAgentConfig = z.strictObject({
  ...programFields,
  /**
   * `allow`: it does what it wants within the run's sandbox. `reject`: its own read-only sandbox lies within that one;
   * where the run's is a namespace, it cannot be made, so no command runs at all and the run fails PERMISSION_DENIED.
   * `ask` is refused: `codex exec` asks nobody. Absent = `allow`.
   */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
});
export type CodexAgentConfig = z.infer<typeof CodexAgentConfig>;

export interface CodexAdapterOptions {
  /** Folders in which `codex` is looked up, as PATH writes them. Absent = the system's and node's. */
  readonly searchPath?: string;
  /** Folders or files its agents may read beyond the system's and the program's own. */
  readonly readOnlyPaths?: readonly string[];
}

/**
 * The user's own Codex, one `codex exec` a run. It reaches models by the gateway; without one, by what the catalogue
 * entry's secrets put into its environment (`CODEX_API_KEY`). It tells its usage once, at the end of its turn. A session
 * is resumed from the HOME it was held in.
 */
export function createCodexAdapter(options: CodexAdapterOptions = {}): RuntimeAdapter {
  const searchPath = options.searchPath ?? defaultSearchPath();
  const probe = new ProgramProbe({ searchPath, remedy: () => remedy });
  return {
    name: 'codex',
    capabilities: {
      prompt: true,
      task: false,
      args: false,
      input: false,
      permissions: false,
      interrupt: false,
      resume: true,
      model: 'optional',
    },
    probe: (agentConfig) => {
      const parsed = parseConfig(CodexAgentConfig, agentConfig ?? {});
      if ('refusal' in parsed) return Promise.resolve({ available: false, detail: parsed.refusal.message });
      return probe.probe(parsed.config.program ?? 'codex');
    },
    validate,
    prepare: async (context) => {
      await Promise.resolve();
      const config = configOf(CodexAgentConfig, context);
      const program = config.program ?? 'codex';
      const installed = findInstalled(program, searchPath);
      if (!installed) throw new WheelhouseError('START_FAILED', `${program} is not installed here; ${remedy}`);
      const choices = {
        model: config.model,
        permissions: config.permissions === 'reject' ? 'reject' : 'allow',
      } as const;
      return {
        argv: [installed.path, ...codexArguments(choices, context.model, context.resume)],
        env: envOf(context, config),
        readOnlyPaths: [...installed.readOnlyPaths, ...(options.readOnlyPaths ?? [])],
      };
    },
    attach: (process, context) =>
      new CodexSession(process, context, {
        prompt: context.spec.prompt ?? '',
        handshakeTimeoutMs: configOf(CodexAgentConfig, context).handshakeTimeoutMs ?? defaultHandshakeTimeoutMs,
      }),
  };
}

const remedy = 'install Codex (npm install --global @openai/codex), or name its path as `program`';

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(CodexAgentConfig, agentConfig ?? {});
  if ('refusal' in parsed) return parsed.refusal;
  if (parsed.config.permissions === 'ask') {
    const message =
      'an agent of the runtime codex cannot ask for permissions: say `allow` (the sandbox is the boundary) or `reject` (it may only read)';
    return { code: 'UNSUPPORTED', message };
  }
  return refuseAllButPrompt('codex', spec);
}

function envOf(context: RunContext, config: CodexAgentConfig): Record<string, string> {
  const access = accessFor(context.model, 'openai');
  return { ...agentEnv(context, config.env), ...(access ? { [codexTokenVariable]: access.token } : {}) };
}
