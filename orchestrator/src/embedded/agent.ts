import { randomUUID } from 'node:crypto';
import {
  agent,
  methods,
  RequestError,
  type AgentApp,
  type AgentContext,
  type PromptRequest,
  type PromptResponse,
} from '@agentclientprotocol/sdk';
import type { AgentConfig } from './config.ts';
import { Conversation, spokenIn } from './loop/conversation.ts';
import { updatesTo } from './session-updates.ts';
import { takeTask, taskOf } from './task-turn.ts';
import type { Turn } from './turn.ts';
import { taskFailedErrorCode } from './wire.ts';

interface Session {
  readonly cwd: string;
  readonly conversation: Conversation;
  /** Tools that people allowed for good. */
  readonly allowed: Set<string>;
  turn: AbortController | undefined;
}

export interface EmbeddedAgent {
  readonly app: AgentApp;
  /** Cancels every turn: their commands are killed at once. */
  readonly cancelAll: () => void;
}

/**
 * Our own agent as an Agent Client Protocol agent. It does the steps of a task, which needs no model and no key, or
 * follows a plain-language prompt, where the host gave it a model.
 */
export function createEmbeddedAgent(config: AgentConfig): EmbeddedAgent {
  const sessions = new Map<string, Session>();
  const app = agent({ name: 'wheelhouse-embedded' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: 1,
      agentInfo: { name: 'wheelhouse-embedded', version: '1' },
      agentCapabilities: { loadSession: true, promptCapabilities: { embeddedContext: true } },
    }))
    .onRequest(methods.agent.session.new, async ({ params }) => {
      const sessionId = randomUUID();
      const conversation = await Conversation.begin(config.sessionsDir, sessionId);
      sessions.set(sessionId, { cwd: params.cwd, conversation, allowed: new Set(), turn: undefined });
      return { sessionId };
    })
    .onRequest(methods.agent.session.load, async ({ params, client }) => {
      const { sessionId, cwd } = params;
      const conversation = await Conversation.find(config.sessionsDir, sessionId);
      if (conversation === null) throw RequestError.resourceNotFound(sessionId);
      sessions.set(sessionId, { cwd, conversation, allowed: new Set(), turn: undefined });
      await replay(conversation, client, sessionId);
      return {};
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      const session = sessions.get(params.sessionId);
      if (!session) throw RequestError.resourceNotFound(params.sessionId);
      if (session.turn) throw RequestError.invalidRequest(undefined, 'a turn is in progress');
      session.turn = new AbortController();
      const { sessionId } = params;
      try {
        const turn = { client, sessionId, config, cwd: session.cwd, signal: session.turn.signal };
        return await takeTurn(params, session, turn);
      } finally {
        session.turn = undefined;
      }
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.turn?.abort());
  return {
    app,
    cancelAll: () => {
      for (const session of sessions.values()) session.turn?.abort();
    },
  };
}

/** As the protocol asks of an agent that loads a session. */
async function replay(conversation: Conversation, client: AgentContext, sessionId: string): Promise<void> {
  const { send } = updatesTo(client, sessionId);
  for (const { by, text } of spokenIn(conversation.messages))
    await send({
      sessionUpdate: by === 'user' ? 'user_message_chunk' : 'agent_message_chunk',
      content: { type: 'text', text },
    });
}

async function takeTurn(params: PromptRequest, session: Session, turn: Turn): Promise<PromptResponse> {
  const task = taskOf(params);
  if (task) return takeTask(task, turn);
  if (turn.config.loop === null) {
    throw new RequestError(
      taskFailedErrorCode,
      'this agent has no model, so it cannot follow a plain-language prompt; send task steps, or configure a model',
      { code: 'MODEL_REQUIRED' },
    );
  }
  // Only here: steps need none of it, and start sooner without.
  const { takePrompt } = await import('./loop/loop-turn.ts');
  const { conversation, allowed } = session;
  const text = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  return takePrompt({ text, settings: turn.config.loop, conversation, allowed }, turn);
}
