import type { ContentBlock } from '@agentclientprotocol/sdk';
import type { AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { Refusal, RuntimeAdapter } from './adapter.ts';
import { AcpSession } from './acp-session.ts';
import { agentEnv } from './agent-env.ts';
import { commandFields, configOf, parseConfig, refuseAllButPrompt } from './command-config.ts';
import { defaultSearchPath, findInstalled } from './installed-program.ts';
import { modelEnv } from './model-env.ts';
import { ProgramProbe } from './probe-program.ts';

export const defaultHandshakeTimeoutMs = 30_000;

export const AcpAgentConfig = z.strictObject({
  ...commandFields,
  /** What to do with the agent's permission requests. Absent = `ask`. */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
  /** From start to the accepted prompt. */
  handshakeTimeoutMs: z.number().int().min(100).max(300_000).optional(),
});
export type AcpAgentConfig = z.infer<typeof AcpAgentConfig>;

export interface AcpAdapterOptions {
  /** Folders in which programs are looked up, as PATH writes them. Absent = the system's and node's. */
  readonly searchPath?: string;
  /** Folders of this instance that its agents' programs live in, beyond the system's. */
  readonly readOnlyPaths?: readonly string[];
}

/**
 * Any agent that speaks the Agent Client Protocol v1 on its standard input and output. Known ones, by their `argv`:
 * `["claude-agent-acp"]`, `["codex-acp"]`, `["opencode", "acp"]`, `["gemini", "--acp"]`.
 *
 * Where the instance has a model gateway, the agent finds it by the variables of the usual SDKs. A later attempt goes on
 * with the session where the agent can resume or load one, from the HOME it was held in.
 */
export function createAcpAdapter(options: AcpAdapterOptions = {}): RuntimeAdapter {
  const searchPath = options.searchPath ?? defaultSearchPath();
  const probe = new ProgramProbe({ searchPath, remedy: () => 'install it, or correct `argv` of the catalogue entry' });
  return {
    name: 'acp',
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
      if (agentConfig === undefined) return Promise.resolve({ available: true });
      const parsed = parseConfig(AcpAgentConfig, agentConfig);
      if ('refusal' in parsed) return Promise.resolve({ available: false, detail: parsed.refusal.message });
      return probe.probe(parsed.config.argv[0] ?? '');
    },
    validate,
    prepare: async (context) => {
      await Promise.resolve();
      const { argv, env } = configOf(AcpAgentConfig, context);
      const [program = '', ...rest] = argv;
      // What is not found is left to the start, which says so.
      const installed = findInstalled(program, searchPath);
      return {
        argv: installed ? [installed.path, ...rest] : argv,
        env: { ...agentEnv(context, env), ...modelEnv(context.model) },
        readOnlyPaths: [...(installed?.readOnlyPaths ?? []), ...(options.readOnlyPaths ?? [])],
      };
    },
    attach: (process, context) => {
      const config = configOf(AcpAgentConfig, context);
      const prompt: ContentBlock[] = [{ type: 'text', text: context.spec.prompt ?? '' }];
      return new AcpSession(process, context, {
        prompt,
        handshakeTimeoutMs: config.handshakeTimeoutMs ?? defaultHandshakeTimeoutMs,
        permissions: config.permissions ?? 'ask',
      });
    },
  };
}

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(AcpAgentConfig, agentConfig);
  return 'refusal' in parsed ? parsed.refusal : refuseAllButPrompt('acp', spec);
}
