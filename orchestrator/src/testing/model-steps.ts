import type { LLMock } from '@copilotkit/aimock';

/** What a scripted model does in one answer: it may think and speak, and calls one tool or, where it calls none, is done. */
export interface ModelStep {
  readonly thought?: string;
  readonly say?: string;
  readonly call?: readonly [tool: string, input: Readonly<Record<string, unknown>>];
}

interface Figures {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Has the mock answer a conversation step by step: the next for each output of a tool it is told. */
export function steps(mock: LLMock, script: readonly ModelStep[], { inputTokens, outputTokens }: Figures): void {
  const usage = {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
  };
  for (const [index, { thought, say, call }] of script.entries()) {
    const predicate = ({ messages }: { messages: { role: string }[] }): boolean =>
      messages.filter(({ role }) => role === 'tool').length === index;
    const toolCalls = call && [{ name: call[0], arguments: JSON.stringify(call[1]), id: `call_${index + 1}` }];
    mock.on(
      { predicate },
      {
        usage,
        ...(thought === undefined ? {} : { reasoning: thought }),
        ...(say === undefined && toolCalls !== undefined ? {} : { content: say ?? '' }),
        ...(toolCalls === undefined ? {} : { toolCalls }),
      },
    );
  }
}
