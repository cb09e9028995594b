import { cleanText } from './event-data.ts';
import { wordOf, type Fields } from './fields.ts';

/** Kinds of the Agent Client Protocol, which all adapters use. */
const kinds: Readonly<Record<string, string>> = {
  Read: 'read',
  Glob: 'search',
  Grep: 'search',
  Edit: 'edit',
  Write: 'edit',
  NotebookEdit: 'edit',
  Bash: 'execute',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
  Task: 'think',
  TodoWrite: 'think',
  TaskCreate: 'think',
  TaskUpdate: 'think',
};

/** What a call is mostly about, by the tool's input; the first that is there. */
const telling = ['command', 'file_path', 'notebook_path', 'pattern', 'url', 'query', 'description', 'subject'];

export function toolKind(name: string): string {
  return kinds[name] ?? 'other';
}

/** The call in one line. */
export function toolTitle(name: string, input: Fields): string {
  const detail = telling.map((key) => wordOf(input[key], 512)).find((text) => text !== undefined);
  return cleanText(detail === undefined ? name : `${name}: ${detail}`, 1024);
}
