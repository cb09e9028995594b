import { piecesOf } from '../embedded/text-pieces.ts';
import { appendMetaKey } from '../embedded/wire.ts';
import type { RuntimeEvent } from './adapter.ts';
import { boundedData, cleanText } from './event-data.ts';

type Fields = Readonly<Record<string, unknown>>;
type Emit = (event: RuntimeEvent) => void;

const maxMessageChars = 64 * 1024;

/**
 * Translates `session/update` notifications into run events. Reads defensively: agents send updates of newer protocol
 * versions and of their own; an unknown one is passed over.
 */
export class AcpUpdates {
  readonly #emit: Emit;
  /** Text of the message that is being streamed; one `message` event follows its deltas. */
  #message = '';
  readonly #openTools = new Set<string>();

  constructor(emit: Emit) {
    this.#emit = emit;
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
        return this.#usage(update);
      case 'notice':
        return this.#emit({
          type: 'notice',
          data: {
            level: word(update['severity']) ?? 'info',
            text: cleanText([word(update['title']), word(update['description'])].filter(Boolean).join(': ')),
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
    const append = word(fieldsOf(update['_meta'])[appendMetaKey]);
    const text = contentText(update['content']);
    const data = {
      id,
      ...(word(update['status']) ? { status: word(update['status']) } : {}),
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
        title: cleanText(word(update['title']) ?? id, 1024),
        kind: word(update['kind']) ?? 'other',
        ...(input === undefined || input === null ? {} : { input: boundedData(input) }),
      },
    });
  }

  #end(id: string, update: Fields): void {
    this.#openTools.delete(id);
    const text = contentText(update['content']);
    this.#emit({
      type: 'tool.end',
      data: { id, status: word(update['status']) ?? 'unknown', ...(text ? { text } : {}) },
    });
  }

  #usage(update: Fields): void {
    const { used, size, cost } = update;
    this.#emit({
      type: 'usage',
      data: {
        source: 'agent',
        used: boundedData(used ?? null),
        size: boundedData(size ?? null),
        ...(cost ? { cost: boundedData(cost) } : {}),
      },
    });
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? cleanText(value, 4096) : undefined;
}

function toolId(update: Fields): string {
  return cleanText(word(update['toolCallId']) ?? 'unnamed', 256);
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
    if (fields['type'] === 'diff') return `[changed ${word(fields['path']) ?? 'a file'}]`;
    return '';
  });
  return cleanText(parts.filter((part) => part !== '').join('\n'));
}
