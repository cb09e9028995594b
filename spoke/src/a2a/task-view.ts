import { Role, type Artifact, type Message, type Part, type Task, type TaskStatus } from '@a2a-js/sdk';
import { isTerminalRun, type RunEvent, type RunState } from '@wheelhouse/protocol';
import type { RunRow } from '../runs/view.ts';
import { contextLabel, type OpenQuestion } from './read-message.ts';
import { taskStateOf } from './task-state.ts';

/** Everything that a task's view is made of. */
export interface TaskFacts {
  readonly run: RunRow;
  /** Messages, artifacts and questions, in their order. */
  readonly events: readonly RunEvent[];
  /** Lines of output, of a run that ended without a message. */
  readonly output: readonly RunEvent[];
  /** Where this instance is reached; a slash at its end is fine. */
  readonly publicUrl: string;
}

/** The run as A2A tells of it. Pure. */
export function taskOf(facts: TaskFacts): Task {
  const { run, events, output } = facts;
  const artifacts = events.filter(({ type }) => type === 'artifact').map((event) => artifactOf(facts, event));
  return {
    id: run.id,
    contextId: contextOfRun(run),
    status: statusOf(facts),
    artifacts: output.length === 0 ? artifacts : [...artifacts, outputOf(output)],
    history: [...promptOf(run), ...events.filter(({ type }) => type === 'message').map((one) => saidBy(run, one))],
    metadata: { agent: run.agentName, runState: run.state, ...(run.code === null ? {} : { code: run.code }) },
  };
}

/** The context its client put it in; without one the run is the first of its own. */
export function contextOfRun({ id, labels }: Pick<RunRow, 'id' | 'labels'>): string {
  const label = fieldOf(labels, contextLabel);
  return typeof label === 'string' && label !== '' ? label : id;
}

/** How it stands now, with the question that it waits for, or how it ended. */
export function statusOf({ run, events }: Pick<TaskFacts, 'run' | 'events'>): TaskStatus {
  return {
    state: taskStateOf(run),
    timestamp: run.updatedAt.toISOString(),
    message: wordsOf(run, events),
  };
}

function wordsOf(run: RunRow, events: readonly RunEvent[]): Message | undefined {
  const question = run.state === 'waiting' ? questionIn(events) : null;
  if (question !== null) return askedBy(run, question);
  if (!isTerminalRun(run.state as RunState) && run.state !== 'waiting') return undefined;
  const said = run.state === 'succeeded' ? events.findLast(({ type }) => type === 'message') : undefined;
  if (said !== undefined) return saidBy(run, said);
  const text = [run.code, run.message].filter((word) => word !== null && word !== '').join(': ');
  return text === '' ? undefined : messageFrom(run, 'status', [textPart(text)]);
}

/** The oldest question without an answer among a run's events. */
export function questionIn(events: readonly RunEvent[]): OpenQuestion | null {
  const resolved = new Set(
    events.filter(({ type }) => type === 'permission.resolved').map(({ data }) => data['request']),
  );
  const open = events.find(({ type, data }) => type === 'permission.requested' && !resolved.has(data['request']));
  if (open === undefined) return null;
  const { request, title, options } = open.data;
  return {
    request: wordOf(request),
    title: wordOf(title),
    options: (Array.isArray(options) ? options : []).map((option) => ({
      option: wordOf(fieldOf(option, 'option')),
      name: wordOf(fieldOf(option, 'name')),
      kind: wordOf(fieldOf(option, 'kind')),
    })),
  };
}

/** A question as a message: for people in words, for programs as data. */
export function askedBy(run: RunRow, question: OpenQuestion): Message {
  const options = question.options.map(({ option, name }) => `${option} (${name})`).join(', ');
  return messageFrom(run, question.request, [
    textPart(`${question.title}\nAnswer with one of: ${options}`),
    { ...noMeta, content: { $case: 'data', value: { ...question } }, mediaType: 'application/json' },
  ]);
}

export function saidBy(run: RunRow, { seq, data }: RunEvent): Message {
  return messageFrom(run, String(seq), [textPart(wordOf(data['text']))]);
}

/** What a run made: its text where that is small, else where to fetch it with the same key. */
export function artifactOf({ run, publicUrl }: Pick<TaskFacts, 'run' | 'publicUrl'>, { data }: RunEvent): Artifact {
  const { id, name, mediaType, content } = data;
  const url = `${publicUrl.replace(/\/+$/, '')}/api/v1/runs/${run.id}/artifacts/${wordOf(id)}`;
  return {
    artifactId: wordOf(id),
    name: wordOf(name),
    description: '',
    parts: [
      {
        content: typeof content === 'string' ? { $case: 'text', value: content } : { $case: 'url', value: url },
        mediaType: wordOf(mediaType),
        filename: wordOf(name),
        metadata: undefined,
      },
    ],
    metadata: undefined,
    extensions: [],
  };
}

/** The standard output of an agent that only prints. */
export function outputOf(lines: readonly RunEvent[]): Artifact {
  const text = lines.map(({ data }) => wordOf(data['text'])).join('\n');
  const parts = [textPart(text)];
  return { artifactId: 'stdout', name: 'stdout', description: '', parts, metadata: undefined, extensions: [] };
}

function promptOf(run: RunRow): Message[] {
  const prompt = fieldOf(run.spec, 'prompt');
  const task = fieldOf(run.spec, 'task');
  const parts: Part[] = [
    ...(typeof prompt === 'string' ? [textPart(prompt)] : []),
    ...(task === undefined
      ? []
      : [{ ...noMeta, content: { $case: 'data' as const, value: { task } }, mediaType: 'application/json' }]),
  ];
  return parts.length === 0 ? [] : [{ ...messageFrom(run, 'prompt', parts), role: Role.ROLE_USER }];
}

function messageFrom(run: RunRow, part: string, parts: Part[]): Message {
  return {
    messageId: `${run.id}.${part}`,
    contextId: contextOfRun(run),
    taskId: run.id,
    role: Role.ROLE_AGENT,
    parts,
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

const noMeta = { filename: '', metadata: undefined } as const;

function textPart(value: string): Part {
  return { ...noMeta, content: { $case: 'text', value }, mediaType: 'text/plain' };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
