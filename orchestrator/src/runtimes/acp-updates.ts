import { piecesOf } from '../embedded/text-pieces.ts';
import { appendMetaKey } from '../embedded/wire.ts';
import type { AcpUsage } from './acp-usage.ts';
import type { RuntimeEvent } from './adapter.ts';
import { boundedData, cleanText } from './event-data.ts';
import { fieldsOf, wordOf, type Fields } from './fields.ts';

type Emit = (event: RuntimeEvent) => void;

const maxMessageChars = 64 * 1024;

/**
 * Translates `session/update` notifications into run events. Reads defensively: agents send updates of newer protocol
 * versions and of their own; an unknown one is passed over.
 */
export class AcpUpdates {
  readonly #emit: Emit;
  readonly #usage: AcpUsage;
  /** Text of the message that is being streamed; one `message` event follows its deltas. */
  #message = '';
  readonly #openTools = new Set<string>();

  constructor(emit: Emit, usage: AcpUsage) {
    this.#emit = emit;
    this.#usage = usage;
  }

  /** What a loaded session tells of an earlier attempt was shown then; only its totals count. */
  replayed(params: unknown): void {
    const update = fieldsOf(fieldsOf(params)['update']);
    if (update['sessionUpdate'] === 'usage_update') this.#usage.update(update, true);
  }

  update(params: unknown): void {
    const update = fieldsOf(fieldsOf(params)['update']);
    const kind = update['sessionUpdate'];
    if (kind === 'agent_message_chunk') return this.#delta(update);
    this.endMessage();
    switch (kind) {
      case 'agent_thought_chunk':
        return this.#text('thought', textOf(update['content']));
      case 'tool_call':
        return this.#toolCall(update);
      case 'tool_call_update':
        return this.#toolUpdate(update);
      case 'plan':
        return this.#emit({ type: 'plan', data: { entries: boundedData(update['entries'] ?? []) } });
      case 'usage_update':
        return this.#usage.update(update, false);
      case 'notice':
        return this.#emit({
          type: 'notice',
          data: {
            level: wordOf(update['severity']) ?? 'info',
            text: cleanText([wordOf(update['title']), wordOf(update['description'])].filter(Boolean).join(': ')),
          },
        });
      default:
    }
  }

  /** Emits the whole of a message whose chunks have ended. */
  endMessage(): void {
    if (this.#message === '') return;
    this.#emit({ type: 'message', data: { text: cleanText(this.#message) } });
    this.#message = '';
  }

  /** Tools that were still open when the turn ended: their end will not be told. */
  endTools(): void {
    for (const id of this.#openTools) this.#emit({ type: 'tool.end', data: { id, status: 'unknown' } });
    this.#openTools.clear();
  }

  #delta(update: Fields): void {
    const text = textOf(update['content']);
    if (text === '') return;
    if (this.#message.length < maxMessageChars) this.#message += text;
    this.#text('message.delta', text);
  }

  #text(type: 'message.delta' | 'thought', text: string): void {
    for (const piece of piecesOf(text)) this.#emit({ type, data: { text: cleanText(piece) } });
  }

  #toolCall(update: Fields): void {
    const id = toolId(update);
    if (!this.#openTools.has(id)) this.#start(id, update);
    if (isEnd(update['status'])) this.#end(id, update);
  }

  #toolUpdate(update: Fields): void {
    const id = toolId(update);
    if (isEnd(update['status'])) {
      if (this.#openTools.has(id)) this.#end(id, update);
      return;
    }
    if (!this.#openTools.has(id)) this.#start(id, update);
    const append = wordOf(fieldsOf(update['_meta'])[appendMetaKey]);
    const text = contentText(update['content']);
    const data = {
      id,
      ...(wordOf(update['status']) ? { status: wordOf(update['status']) } : {}),
      ...(text ? { text } : {}),
    };
    this.#emit({ type: 'tool.update', data: append ? { ...data, stream: append, append: true } : data });
  }

  #start(id: string, update: Fields): void {
    this.#openTools.add(id);
    const input = update['rawInput'];
    this.#emit({
      type: 'tool.start',
      data: {
        id,
        title: cleanText(wordOf(update['title']) ?? id, 1024),
        kind: wordOf(update['kind']) ?? 'other',
        ...(input === undefined || input === null ? {} : { input: boundedData(input) }),
      },
    });
  }

  #end(id: string, update: Fields): void {
    this.#openTools.delete(id);
    const text = contentText(update['content']);
    this.#emit({
      type: 'tool.end',
      data: { id, status: wordOf(update['status']) ?? 'unknown', ...(text ? { text } : {}) },
    });
  }
}

function toolId(update: Fields): string {
  return cleanText(wordOf(update['toolCallId']) ?? 'unnamed', 256);
}

function isEnd(status: unknown): boolean {
  return status === 'completed' || status === 'failed';
}

function textOf(content: unknown): string {
  const block = fieldsOf(content);
  if (block['type'] === 'text' && typeof block['text'] === 'string') return block['text'];
  return typeof block['type'] === 'string' ? `[${cleanText(block['type'], 64)}]` : '';
}

function contentText(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const parts = content.map((item) => {
    const fields = fieldsOf(item);
    if (fields['type'] === 'content') return textOf(fields['content']);
    if (fields['type'] === 'diff') return `[changed ${wordOf(fields['path']) ?? 'a file'}]`;
    return '';
  });
  return cleanText(parts.filter((part) => part !== '').join('\n'));
}
