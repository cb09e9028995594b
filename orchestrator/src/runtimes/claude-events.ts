import { piecesOf } from '../embedded/text-pieces.ts';
import type { RuntimeEvent } from './adapter.ts';
import { ClaudePlan } from './claude-plan.ts';
import { toolKind, toolTitle } from './claude-tools.ts';
import type { ClaudeUsage } from './claude-usage.ts';
import { boundedData, cleanText } from './event-data.ts';
import { fieldsOf, listOf, wordOf, type Fields } from './fields.ts';

/** Lines that are the protocol's and tell nothing a run shows. */
const silent: ReadonlySet<string> = new Set([
  'keep_alive',
  'tool_progress',
  'tool_use_summary',
  'prompt_suggestion',
  'auth_status',
  'rate_limit_event',
  'streamlined_text',
  'streamlined_tool_use_summary',
]);

/** Translates what Claude Code prints as `stream-json` into run events. Reads defensively: unknown parts are passed over. */
export class ClaudeEvents {
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #usage: ClaudeUsage;
  readonly #plan = new ClaudePlan();
  readonly #openTools = new Set<string>();

  constructor(emit: (event: RuntimeEvent) => void, usage: ClaudeUsage) {
    this.#emit = emit;
    this.#usage = usage;
  }

  /** False for a line that is none of the protocol's. Control lines and results are the session's. */
  take(line: Fields): boolean {
    const subagent = wordOf(line['parent_tool_use_id'], 256);
    switch (line['type']) {
      case 'stream_event':
        if (subagent === undefined) this.#stream(fieldsOf(line['event']));
        return true;
      case 'assistant':
        this.#assistant(line, subagent);
        return true;
      case 'user':
        this.#toolResults(line);
        return true;
      case 'system':
        this.#system(line);
        return true;
      default:
        return typeof line['type'] === 'string' && silent.has(line['type']);
    }
  }

  /** Tools that were still open when the work ended: their end will not be told. */
  endTools(): void {
    for (const id of this.#openTools) this.#emit({ type: 'tool.end', data: { id, status: 'unknown' } });
    this.#openTools.clear();
  }

  #stream(event: Fields): void {
    this.#usage.streamed(event);
    const delta = fieldsOf(event['delta']);
    if (event['type'] !== 'content_block_delta' || delta['type'] !== 'text_delta') return;
    if (typeof delta['text'] === 'string') this.#text('message.delta', delta['text']);
  }

  #assistant(line: Fields, subagent: string | undefined): void {
    const message = fieldsOf(line['message']);
    this.#usage.shown(message, subagent !== undefined);
    const error = wordOf(line['error'], 128);
    for (const item of listOf(message['content'])) {
      const block = fieldsOf(item);
      if (error !== undefined && block['type'] === 'text') this.#error(error, block);
      else this.#block(block, subagent);
    }
  }

  #block(block: Fields, subagent: string | undefined): void {
    const { type } = block;
    if (type === 'tool_use' || type === 'server_tool_use') return this.#toolStart(block, subagent);
    const text = type === 'text' ? block['text'] : type === 'thinking' ? block['thinking'] : undefined;
    if (typeof text !== 'string' || text === '') return;
    if (subagent !== undefined) this.#emit({ type: 'tool.update', data: { id: subagent, text: cleanText(text) } });
    else if (type === 'thinking') this.#text('thought', text);
    else this.#emit({ type: 'message', data: { text: cleanText(text) } });
  }

  #error(error: string, block: Fields): void {
    this.#emit({ type: 'error', data: { text: wordOf(block['text']) ?? error, reason: error } });
  }

  #text(type: 'message.delta' | 'thought', text: string): void {
    for (const piece of piecesOf(text)) this.#emit({ type, data: { text: cleanText(piece) } });
  }

  #toolStart(block: Fields, subagent: string | undefined): void {
    const id = wordOf(block['id'], 256) ?? 'unnamed';
    if (this.#openTools.has(id)) return;
    this.#openTools.add(id);
    const name = wordOf(block['name'], 256) ?? 'a tool';
    const input = fieldsOf(block['input']);
    this.#emit({
      type: 'tool.start',
      data: {
        id,
        title: toolTitle(name, input),
        kind: toolKind(name),
        name,
        input: boundedData(input),
        ...(subagent === undefined ? {} : { parent: subagent }),
      },
    });
    const plan = this.#plan.called(id, name, input);
    if (plan) this.#emit(plan);
  }

  #toolResults(line: Fields): void {
    for (const item of listOf(fieldsOf(line['message'])['content'])) {
      const block = fieldsOf(item);
      const id = wordOf(block['tool_use_id'], 256);
      if (block['type'] !== 'tool_result' || id === undefined || !this.#openTools.delete(id)) continue;
      const text = contentText(block['content']);
      const status = block['is_error'] === true ? 'failed' : 'completed';
      this.#emit({ type: 'tool.end', data: { id, status, ...(text === '' ? {} : { text }) } });
      const plan = this.#plan.answered(id, line['tool_use_result']);
      if (plan) this.#emit(plan);
    }
  }

  #system(line: Fields): void {
    const notice = (level: string, text: string): void => this.#emit({ type: 'notice', data: { level, text } });
    if (line['subtype'] === 'api_retry') {
      const reason = wordOf(line['error'], 256) ?? 'unknown';
      notice('warning', `the model did not answer (${reason}); attempt ${String(line['attempt'])} follows`);
    } else if (line['subtype'] === 'compact_boundary') {
      notice('info', 'the conversation was shortened to fit the model');
    }
  }
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return cleanText(content);
  const parts = listOf(content).map((item) => {
    const block = fieldsOf(item);
    if (block['type'] === 'text' && typeof block['text'] === 'string') return block['text'];
    return typeof block['type'] === 'string' ? `[${cleanText(block['type'], 64)}]` : '';
  });
  return cleanText(parts.filter((part) => part !== '').join('\n'));
}
