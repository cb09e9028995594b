import { methods, type RequestPermissionRequest } from '@agentclientprotocol/sdk';
import type { Turn } from '../turn.ts';
import type { LoopSettings } from '../wire.ts';
import type { ToolContext, ToolDeskDeps } from './tool-desk.ts';

/** How people are asked, in one session. */
export interface People extends Pick<ToolContext, 'choose' | 'inquire'> {
  readonly permit: ToolDeskDeps['permit'];
}

type Asking = Pick<Turn, 'client' | 'sessionId' | 'signal'>;

/** @param allowed tools that people allowed for the whole session; further ones are added */
export function peopleOf(turn: Asking, permissions: LoopSettings['permissions'], allowed: Set<string>): People {
  let asked = 0;
  const request = async (
    toolCall: RequestPermissionRequest['toolCall'],
    options: RequestPermissionRequest['options'],
  ): Promise<string | null> => {
    const params: RequestPermissionRequest = { sessionId: turn.sessionId, toolCall, options };
    const answer = await turn.client.request(methods.client.session.requestPermission, params, {
      cancellationSignal: turn.signal,
    });
    return answer.outcome.outcome === 'selected' ? answer.outcome.optionId : null;
  };
  return {
    async permit(id, { tool, title, kind, input }) {
      if (permissions === 'allow' || allowed.has(tool)) return true;
      const chosen = await request({ toolCallId: id, title, kind, rawInput: input }, [
        { optionId: 'once', name: 'Allow', kind: 'allow_once' },
        { optionId: 'always', name: `Always allow ${tool} in this run`, kind: 'allow_always' },
        { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
      ]);
      if (chosen === 'always') allowed.add(tool);
      return chosen === 'once' || chosen === 'always';
    },
    async choose(question, options) {
      asked += 1;
      const offered = options.map((name, index) => ({
        optionId: `option-${index + 1}`,
        name,
        kind: 'allow_once' as const,
      }));
      const chosen = await request({ toolCallId: `question-${asked}`, title: question }, offered);
      return offered.find(({ optionId }) => optionId === chosen)?.name ?? null;
    },
    inquire: (question) => inquire(question, turn),
  };
}

async function inquire(message: string, { client, sessionId, signal }: Asking): Promise<string | null> {
  const answer = await client.request(
    methods.client.elicitation.create,
    {
      mode: 'form',
      sessionId,
      message,
      requestedSchema: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] },
    },
    { cancellationSignal: signal },
  );
  const said = answer.action === 'accept' && 'content' in answer ? answer.content : null;
  const words = typeof said === 'object' && said !== null && 'answer' in said ? said.answer : null;
  return typeof words === 'string' ? words : null;
}
