// Works as its model says: asks, writes the file that the model wants written, tells the result, until the model is done.
// Then tries what it must not reach. No packages: in a sandbox it is a single file.
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key, FORBIDDEN_PORT: port } = process.env;
const prompt = process.argv.at(-1);
const messages = [{ role: 'user', content: prompt }];
const headers = { 'x-api-key': key, 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };

for (let turn = 0; turn < 10; turn += 1) {
  const body = JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 200, messages });
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body });
  if (!response.ok) {
    process.stdout.write(`model answered ${response.status}\n`);
    process.exit(9);
  }
  const { content } = await response.json();
  messages.push({ role: 'assistant', content });
  const call = content.find(({ type }) => type === 'tool_use');
  if (call === undefined) {
    process.stdout.write(`${content.map(({ text }) => text).join('')}\n`);
    break;
  }
  writeFileSync(call.input.path, call.input.content);
  process.stdout.write(`wrote ${call.input.path}\n`);
  messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'done' }] });
}
if (port !== undefined) {
  const reached = await new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.once('connect', () => resolve('reached'));
    socket.once('error', ({ code }) => resolve(code));
  });
  process.stdout.write(`other port: ${reached}\n`);
}
