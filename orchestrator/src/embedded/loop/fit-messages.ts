import type { ModelMessage, ToolModelMessage } from 'ai';

/** About 130,000 tokens of text: what most models of today can read at a time, with room for the answer. */
const maxChars = 400_000;
const leftOut = '[this older output was left out; run the tool again if you need it]';

/** The conversation with the outputs of its oldest tools left out where the whole would be too long to read. Pure. */
export function fitMessages(messages: readonly ModelMessage[], limit = maxChars): ModelMessage[] {
  let left = limit;
  const fitted = messages.toReversed().map((message) => {
    left -= JSON.stringify(message.content).length;
    return left < 0 && message.role === 'tool' ? shortened(message) : message;
  });
  return fitted.toReversed();
}

function shortened(message: ToolModelMessage): ToolModelMessage {
  const content = message.content.map((part) =>
    part.type === 'tool-result' ? { ...part, output: { type: 'text' as const, value: leftOut } } : part,
  );
  return { ...message, content };
}
