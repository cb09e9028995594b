import type { PermissionOption, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import { toolTitle } from './claude-tools.ts';
import { fieldsOf, listOf, wordOf, type Fields } from './fields.ts';

/** One line of what a person says. */
export function userLine(text: string): string {
  const message = { role: 'user', content: [{ type: 'text', text }] };
  return lineOf({ type: 'user', message, parent_tool_use_id: null, session_id: '' });
}

/** The request to stop the turn; its result follows, with the cost. */
export function interruptLine(request: string): string {
  return lineOf({ type: 'control_request', request_id: request, request: { subtype: 'interrupt' } });
}

/** The answer to a request that we do not know: without one Claude Code would wait. */
export function unsupportedLine(request: string, subtype: string): string {
  const error = `${subtype} is not supported by this client`;
  return lineOf({ type: 'control_response', response: { subtype: 'error', request_id: request, error } });
}

/** A `can_use_tool` request in the words of the Agent Client Protocol, whose permission desk all adapters share. Pure. */
export function permissionRequest(request: Fields): RequestPermissionRequest {
  const tool = wordOf(request['display_name'], 256) ?? wordOf(request['tool_name'], 256) ?? 'a tool';
  const options: PermissionOption[] = [
    { optionId: 'allow', name: 'Allow once', kind: 'allow_once' },
    { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
  ];
  if (listOf(request['permission_suggestions']).length > 0)
    options.splice(1, 0, { optionId: 'allow-always', name: 'Allow for this session', kind: 'allow_always' });
  return {
    sessionId: 'claude',
    toolCall: {
      toolCallId: wordOf(request['tool_use_id'], 256) ?? tool,
      title: toolTitle(tool, fieldsOf(request['input'])),
      rawInput: request['input'],
    },
    options,
  };
}

/** The answer to a `can_use_tool` request. Pure. */
export function permissionLine(id: string, request: Fields, { outcome }: RequestPermissionResponse): string {
  const chosen = outcome.outcome === 'selected' ? outcome.optionId : 'reject';
  const response = chosen.startsWith('allow')
    ? {
        behavior: 'allow',
        updatedInput: fieldsOf(request['input']),
        ...(chosen === 'allow-always' ? { updatedPermissions: sessionOnly(request['permission_suggestions']) } : {}),
      }
    : { behavior: 'deny', message: 'This was not permitted. Do not try to get around it.' };
  return lineOf({ type: 'control_response', response: { subtype: 'success', request_id: id, response } });
}

/** Claude Code may suggest to write a rule into the repository's settings; what a person allows here is this run's. */
function sessionOnly(suggestions: unknown): unknown[] {
  return listOf(suggestions).map((one) => ({ ...fieldsOf(one), destination: 'session' }));
}

function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
