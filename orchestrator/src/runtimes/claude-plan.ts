import type { RuntimeEvent } from './adapter.ts';
import { cleanText } from './event-data.ts';
import { fieldsOf, listOf, wordOf, type Fields } from './fields.ts';

interface PlanEntry {
  readonly content: string;
  readonly status: string;
}

const maxEntries = 64;

/** Claude Code's list of what it means to do, which it keeps by tools: one for the whole list, or one a task. */
export class ClaudePlan {
  readonly #tasks = new Map<string, PlanEntry>();
  readonly #creating = new Map<string, string>();

  /** The plan after a tool was called; null where the tool changed none. */
  called(toolId: string, name: string, input: Fields): RuntimeEvent | null {
    if (name === 'TodoWrite') return planEvent(listOf(input['todos']).map((todo) => entryOf(fieldsOf(todo))));
    if (name === 'TaskCreate') this.#creating.set(toolId, wordOf(input['subject'], 1024) ?? '');
    if (name !== 'TaskUpdate') return null;
    const id = wordOf(input['taskId'], 64) ?? '';
    const task = this.#tasks.get(id);
    if (!task) return null;
    const status = wordOf(input['status'], 64) ?? task.status;
    if (status === 'deleted') this.#tasks.delete(id);
    else this.#tasks.set(id, { content: wordOf(input['subject'], 1024) ?? task.content, status });
    return planEvent([...this.#tasks.values()]);
  }

  /** The plan after a tool has answered: a new task has its id only then. */
  answered(toolId: string, output: unknown): RuntimeEvent | null {
    const subject = this.#creating.get(toolId);
    if (subject === undefined) return null;
    this.#creating.delete(toolId);
    const id = wordOf(fieldsOf(fieldsOf(output)['task'])['id'], 64);
    if (id === undefined || this.#tasks.size >= maxEntries) return null;
    this.#tasks.set(id, { content: subject, status: 'pending' });
    return planEvent([...this.#tasks.values()]);
  }
}

function entryOf(todo: Fields): PlanEntry {
  return { content: wordOf(todo['content'], 1024) ?? '', status: wordOf(todo['status'], 64) ?? 'pending' };
}

function planEvent(entries: readonly PlanEntry[]): RuntimeEvent {
  const kept = entries.slice(0, maxEntries).map(({ content, status }) => ({
    content: cleanText(content, 200),
    priority: 'medium',
    status,
  }));
  return { type: 'plan', data: { entries: kept } };
}
