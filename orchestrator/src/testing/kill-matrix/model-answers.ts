import { event, textDelta, type Behaviour } from '../../gateway/testing/raw-provider.ts';

const usage = { input_tokens: 10, output_tokens: 1 };
const message = { id: 'm', type: 'message', role: 'assistant', content: [], model: 'claude-sonnet-5', usage };
const start = { type: 'message_start', message };
const textStart = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const head = { 'content-type': 'text/event-stream' };

/** What a model does when it is asked with that word in the conversation: speaks without end, or calls a tool. */
export type ModelPlay = 'endless' | { readonly tool: string; readonly input: object };

/** A provider with Anthropic's API whose answers are found by words of the conversation. Lists of models are empty. */
export function playing(plays: Readonly<Record<string, ModelPlay>>): Behaviour {
  return (response, { url, body }) => {
    if (url.endsWith('/models')) return void response.end('{}');
    const play = Object.entries(plays).find(([word]) => body.includes(word))?.[1];
    if (play === undefined) return void response.writeHead(500).end();
    response.writeHead(200, head);
    if (play !== 'endless') return void response.end(callOf(play));
    response.write(event(start) + event(textStart));
    const timer = setInterval(() => response.write(event(textDelta('and on '))), 20);
    response.once('close', () => clearInterval(timer));
  };
}

function callOf({ tool: name, input }: Exclude<ModelPlay, 'endless'>): string {
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
  return [
    start,
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name, input: {} } },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ]
    .map((data) => event(data))
    .join('');
}
