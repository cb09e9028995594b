import type { ToolKind } from '@agentclientprotocol/sdk';
import type { TaskStep } from '@wheelhouse/protocol';
import type { SessionUpdates } from './session-updates.ts';
import type { StepReporter } from './task-runner.ts';

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
  spawn: 'other',
};

/** Tells each step as a tool call of the session. */
export function reportTo({ send, append, endTool }: SessionUpdates): StepReporter {
  return {
    begin: (toolCallId, step, title) =>
      send({ sessionUpdate: 'tool_call', toolCallId, title, kind: kinds[step.do] ?? 'other', status: 'in_progress' }),
    note: (toolCallId, text) => append(toolCallId, 'note', text),
    output: append,
    end: endTool,
  };
}
