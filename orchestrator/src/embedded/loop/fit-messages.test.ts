import type { ModelMessage } from 'ai';
import { expect, test } from 'vitest';
import { fitMessages } from './fit-messages.ts';

const output = (value: string): ModelMessage => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: '1', toolName: 'read', output: { type: 'text', value } }],
});
const messages: ModelMessage[] = [
  { role: 'user', content: 'the task' },
  output('a'.repeat(1000)),
  { role: 'assistant', content: 'an answer' },
  output('b'.repeat(1000)),
];

test('a conversation that fits is left as it is', () => {
  expect(fitMessages(messages, 10_000)).toEqual(messages);
});

test('of one that is too long the oldest outputs go first, and nothing else', () => {
  const fitted = fitMessages(messages, 1500);
  expect(fitted).toHaveLength(4);
  expect(JSON.stringify(fitted[1])).toContain('left out');
  expect([fitted[0], fitted[2], fitted[3]]).toEqual([messages[0], messages[2], messages[3]]);
});
