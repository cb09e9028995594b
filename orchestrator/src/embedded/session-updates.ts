import { methods, type AgentContext, type SessionUpdate } from '@agentclientprotocol/sdk';
import { appendMetaKey } from './wire.ts';

/** What both ways of working tell the host of a session. */
export interface SessionUpdates {
  readonly send: (update: SessionUpdate) => Promise<void>;
  /** More of what a tool prints. */
  readonly append: (toolCallId: string, stream: string, text: string) => Promise<void>;
  readonly endTool: (toolCallId: string, status: 'completed' | 'failed', text: string) => Promise<void>;
  readonly message: (text: string) => Promise<void>;
}

export function updatesTo(client: AgentContext, sessionId: string): SessionUpdates {
  const send = (update: SessionUpdate): Promise<void> =>
    client.notify(methods.client.session.update, { sessionId, update });
  return {
    send,
    append: (toolCallId, stream, text) =>
      send({
        sessionUpdate: 'tool_call_update',
        toolCallId,
        content: textContent(text),
        _meta: { [appendMetaKey]: stream },
      }),
    endTool: (toolCallId, status, text) =>
      send({ sessionUpdate: 'tool_call_update', toolCallId, status, content: textContent(text) }),
    message: (text) => send({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }),
  };
}

function textContent(text: string): { type: 'content'; content: { type: 'text'; text: string } }[] {
  return [{ type: 'content', content: { type: 'text', text } }];
}
