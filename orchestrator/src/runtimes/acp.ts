import type { ContentBlock } from '@agentclientprotocol/sdk';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { Refusal, RunContext, RuntimeAdapter } from './adapter.ts';
import { AcpSession } from './acp-session.ts';
import { agentEnv } from './agent-env.ts';
import { commandFields, parseConfig } from './command-config.ts';

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
  /** Folders of this instance that its agents' programs live in, beyond the system's. */
  readonly readOnlyPaths?: readonly string[];
}

/** Any agent that speaks the Agent Client Protocol v1 on its standard input and output. */
export function createAcpAdapter(options: AcpAdapterOptions = {}): RuntimeAdapter {
  return {
    name: 'acp',
    capabilities: {
      prompt: true,
      task: false,
      args: false,
      input: true,
      permissions: true,
      interrupt: true,
      resume: false,
      model: 'optional',
    },
    probe: () => Promise.resolve({ available: true }),
    validate,
    prepare: (context) => {
      const config = configOf(context);
      return Promise.resolve({
        argv: config.argv,
        env: agentEnv(context, config.env),
        readOnlyPaths: options.readOnlyPaths ?? [],
      });
    },
    attach: (process, context) => {
      const config = configOf(context);
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
  if ('refusal' in parsed) return parsed.refusal;
  if (spec.task) return { code: 'UNSUPPORTED', message: 'an agent of the runtime acp takes a prompt, no task steps' };
  if (spec.args?.length) return { code: 'UNSUPPORTED', message: 'an agent of the runtime acp takes no arguments' };
  if (!spec.prompt) return { code: 'INVALID', message: 'an agent of the runtime acp needs a prompt' };
  return null;
}

function configOf(context: RunContext): AcpAgentConfig {
  const parsed = parseConfig(AcpAgentConfig, context.agent.config);
  if ('refusal' in parsed) throw new WheelhouseError(parsed.refusal.code, parsed.refusal.message);
  return parsed.config;
}
