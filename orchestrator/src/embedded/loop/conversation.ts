import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelMessage } from 'ai';

interface Stored {
  readonly version: 1;
  readonly messages: ModelMessage[];
}

/** What was said in one session; kept as JSON, so that a later attempt can go on with it. */
export class Conversation {
  readonly #path: string;
  #messages: readonly ModelMessage[];

  private constructor(path: string, messages: readonly ModelMessage[]) {
    this.#path = path;
    this.#messages = messages;
  }

  static async begin(folder: string, id: string): Promise<Conversation> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const conversation = new Conversation(pathOf(folder, id), []);
    await conversation.keep([]);
    return conversation;
  }

  /** Null where there is none of that name. */
  static async find(folder: string, id: string): Promise<Conversation | null> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return null;
    const path = pathOf(folder, id);
    const stored = await readFile(path, 'utf8').catch(() => null);
    return stored === null ? null : new Conversation(path, (JSON.parse(stored) as Stored).messages);
  }

  get messages(): readonly ModelMessage[] {
    return this.#messages;
  }

  /** Replaces the whole; a crash leaves the one or the other. */
  async keep(messages: readonly ModelMessage[]): Promise<void> {
    this.#messages = messages;
    const stored: Stored = { version: 1, messages: [...messages] };
    await writeFile(`${this.#path}.new`, JSON.stringify(stored), { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

/** What people and the model said to each other, without the tools. Pure. */
export function spokenIn(
  messages: readonly ModelMessage[],
): readonly { readonly by: 'user' | 'agent'; readonly text: string }[] {
  return messages.flatMap(({ role, content }) => {
    if (role !== 'user' && role !== 'assistant') return [];
    const text =
      typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return text === '' ? [] : [{ by: role === 'user' ? 'user' : 'agent', text } as const];
  });
}
