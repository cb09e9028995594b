import { methods, type AgentContext, type SessionUpdate, type ToolKind } from '@agentclientprotocol/sdk';
import type { TaskStep } from '@wheelhouse/protocol';
import type { StepReporter } from './task-runner.ts';
import { appendMetaKey } from './wire.ts';

const kinds: Readonly<Record<TaskStep['do'], ToolKind>> = {
  run: 'execute',
  write: 'edit',
  replace: 'edit',
  grep: 'search',
  'git-branch': 'execute',
  'git-commit': 'execute',
  'git-diff': 'read',
  'http-check': 'fetch',
  approve: 'other',
  publish: 'read',
  sleep: 'other',
};

/** Tells each step as a tool call of the session. */
export function reportTo(client: AgentContext, sessionId: string): StepReporter {
  const send = (update: SessionUpdate): Promise<void> =>
    client.notify(methods.client.session.update, { sessionId, update });
  const append = (toolCallId: string, stream: string, text: string): Promise<void> =>
    send({
      sessionUpdate: 'tool_call_update',
      toolCallId,
      content: textContent(text),
      _meta: { [appendMetaKey]: stream },
    });
  return {
    begin: (toolCallId, step, title) =>
      send({ sessionUpdate: 'tool_call', toolCallId, title, kind: kinds[step.do] ?? 'other', status: 'in_progress' }),
    note: (toolCallId, text) => append(toolCallId, 'note', text),
    output: append,
    end: (toolCallId, status, text) =>
      send({ sessionUpdate: 'tool_call_update', toolCallId, status, content: textContent(text) }),
  };
}

function textContent(text: string): { type: 'content'; content: { type: 'text'; text: string } }[] {
  return [{ type: 'content', content: { type: 'text', text } }];
}
