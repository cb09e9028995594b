import type { AgentContext } from '@agentclientprotocol/sdk';
import type { AgentConfig } from './config.ts';

/** One prompt of one session, and what answering it may use. */
export interface Turn {
  readonly client: AgentContext;
  readonly sessionId: string;
  readonly config: AgentConfig;
  readonly cwd: string;
  /** Aborts when the host cancels the turn or is gone. */
  readonly signal: AbortSignal;
}
