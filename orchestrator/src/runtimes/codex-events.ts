import { piecesOf } from '../embedded/text-pieces.ts';
import type { ModelUsage, RuntimeEvent } from './adapter.ts';
import { boundedData, cleanText } from './event-data.ts';
import { countOf, fieldsOf, listOf, wordOf, type Fields } from './fields.ts';

/** Items that are actions, with the kinds of the Agent Client Protocol. */
const toolKinds: Readonly<Record<string, string>> = {
  command_execution: 'execute',
  file_change: 'edit',
  mcp_tool_call: 'other',
  collab_tool_call: 'think',
  web_search: 'fetch',
};

/** Translates the items that `codex exec --json` prints into run events. Unknown kinds are passed over. */
export class CodexEvents {
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #openTools = new Set<string>();
  #declined = 0;
  #unsandboxed = 0;

  constructor(emit: (event: RuntimeEvent) => void) {
    this.#emit = emit;
  }

  /** How many actions were refused. */
  get declined(): number {
    return this.#declined;
  }

  /** How many commands were not run, because Codex could not make its own sandbox around them. */
  get unsandboxed(): number {
    return this.#unsandboxed;
  }

  /** One item, as it starts, changes, or is completed. */
  item(phase: 'started' | 'updated' | 'completed', value: unknown): void {
    const item = fieldsOf(value);
    const kind = wordOf(item['type'], 64) ?? '';
    if (toolKinds[kind] !== undefined) return this.#tool(phase, kind, item);
    if (kind === 'todo_list') return this.#emit({ type: 'plan', data: { entries: entriesOf(item) } });
    if (phase !== 'completed') return;
    if (kind === 'agent_message' && typeof item['text'] === 'string')
      this.#emit({ type: 'message', data: { text: cleanText(item['text']) } });
    if (kind === 'reasoning' && typeof item['text'] === 'string')
      for (const text of piecesOf(item['text'])) this.#emit({ type: 'thought', data: { text: cleanText(text) } });
    if (kind === 'error')
      this.#emit({ type: 'notice', data: { level: 'warning', text: wordOf(item['message']) ?? '' } });
  }

  /** Tools that were still open when the work ended: their end will not be told. */
  endTools(): void {
    for (const id of this.#openTools) this.#emit({ type: 'tool.end', data: { id, status: 'unknown' } });
    this.#openTools.clear();
  }

  #tool(phase: 'started' | 'updated' | 'completed', kind: string, item: Fields): void {
    const id = wordOf(item['id'], 256) ?? 'unnamed';
    if (!this.#openTools.has(id)) this.#start(id, kind, item);
    const text = outputOf(kind, item);
    const said = text === '' ? {} : { text };
    const status = wordOf(item['status'], 64) ?? 'completed';
    if (phase === 'updated') this.#emit({ type: 'tool.update', data: { id, status, ...said } });
    if (phase !== 'completed') return;
    this.#openTools.delete(id);
    if (status === 'declined') this.#declined += 1;
    if (status === 'failed' && kind === 'command_execution' && text.startsWith('bwrap: ')) this.#unsandboxed += 1;
    const exitCode = typeof item['exit_code'] === 'number' ? { exitCode: item['exit_code'] } : {};
    this.#emit({ type: 'tool.end', data: { id, status, ...exitCode, ...said } });
  }

  #start(id: string, kind: string, item: Fields): void {
    this.#openTools.add(id);
    const input = item['command'] ?? item['arguments'] ?? item['query'] ?? item['changes'] ?? item['prompt'];
    this.#emit({
      type: 'tool.start',
      data: {
        id,
        title: titleOf(kind, item),
        kind: toolKinds[kind] ?? 'other',
        name: kind,
        ...(input === undefined || input === null ? {} : { input: boundedData(input) }),
      },
    });
  }
}

/** What a turn used. Codex counts cached tokens as input too, and knows no prices. Pure. */
export function codexUsage(value: unknown): ModelUsage {
  const usage = fieldsOf(value);
  const cacheReadTokens = countOf(usage['cached_input_tokens']);
  const cacheWriteTokens = countOf(usage['cache_write_input_tokens']);
  return {
    inputTokens: Math.max(0, countOf(usage['input_tokens']) - cacheReadTokens - cacheWriteTokens),
    outputTokens: countOf(usage['output_tokens']),
    cacheReadTokens,
    cacheWriteTokens,
    costMicros: null,
  };
}

function titleOf(kind: string, item: Fields): string {
  const paths = listOf(item['changes']).map((change) => wordOf(fieldsOf(change)['path'], 512) ?? '');
  const titles: Readonly<Record<string, string | undefined>> = {
    command_execution: wordOf(item['command'], 1024),
    file_change: paths.length > 0 ? `change ${paths.join(', ')}` : undefined,
    mcp_tool_call: [wordOf(item['server'], 256), wordOf(item['tool'], 256)].filter(Boolean).join('.'),
    collab_tool_call: wordOf(item['tool'], 256),
    web_search: wordOf(item['query'], 1024),
  };
  return cleanText(titles[kind] ?? kind, 1024);
}

function outputOf(kind: string, item: Fields): string {
  if (kind === 'command_execution') return wordOf(item['aggregated_output'], 16 * 1024) ?? '';
  if (kind === 'file_change') {
    const changes = listOf(item['changes']).map((one) => fieldsOf(one));
    return cleanText(
      changes.map((one) => `${wordOf(one['kind'], 64) ?? 'change'} ${wordOf(one['path'], 512) ?? ''}`).join('\n'),
    );
  }
  const error = wordOf(fieldsOf(item['error'])['message']);
  if (error !== undefined) return error;
  const parts = listOf(fieldsOf(item['result'])['content']).map((part) => wordOf(fieldsOf(part)['text'], 16 * 1024));
  return cleanText(parts.filter((part) => part !== undefined).join('\n'));
}

function entriesOf(item: Fields): unknown[] {
  return listOf(item['items'])
    .slice(0, 64)
    .map((value) => {
      const entry = fieldsOf(value);
      const status = entry['completed'] === true ? 'completed' : 'pending';
      return { content: wordOf(entry['text'], 200) ?? '', priority: 'medium', status };
    });
}
