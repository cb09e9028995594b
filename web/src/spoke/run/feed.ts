import { isTerminalRun, runStates } from '@wheelhouse/protocol/run-states';

/** One event of a run, as the server numbers it. */
export interface RunEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One line of what a run said, in the order it was said. */
export interface Line {
  /** From 1; stays the same however often the run is looked at. */
  readonly number: number;
  readonly at: number;
  readonly kind: 'stdout' | 'stderr' | 'tool' | 'message' | 'thought' | 'notice' | 'error' | 'attempt' | 'state';
  readonly text: string;
}

export interface ToolCall {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Null while it runs. */
  readonly status: string | null;
  readonly input: unknown;
  readonly output: string;
}

/** A stretch of time of the run: one of its states, or a tool call. */
export interface Span {
  readonly label: string;
  readonly kind: 'state' | 'tool';
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

export interface Plan {
  readonly content: string;
  readonly status: string;
}

/** What a tool call keeps of its output: the whole is in the raw log. */
const toolOutputAtMost = 64 * 1024;

/**
 * What is known of a run from its events: lines, tool calls, stretches of time. Fed in order; readers look at `version`
 * to see whether there is something new.
 */
export class RunFeed {
  readonly lines: Line[] = [];
  readonly tools = new Map<string, ToolCall>();
  readonly spans: Span[] = [];
  plan: readonly Plan[] = [];
  /** Events that the server could not keep. */
  dropped = 0;
  attempt = 0;
  /** Counts what was taken. */
  version = 0;
  lastSeq = 0;
  #delta = '';
  readonly #pending = new Map<string, string>();

  take(event: RunEvent): void {
    if (event.seq <= this.lastSeq) return;
    this.lastSeq = event.seq;
    this.version += 1;
    if (event.type !== 'message.delta' && this.#delta !== '' && event.type !== 'message') this.#endDelta(event.at);
    this.#read(event);
  }

  #read({ type, at, data }: RunEvent): void {
    switch (type) {
      case 'log':
        return this.#say(at, data['stream'] === 'stderr' ? 'stderr' : 'stdout', wordOf(data['text']));
      case 'message.delta':
        this.#delta += wordOf(data['text']);
        return;
      case 'message':
        this.#delta = '';
        return this.#say(at, 'message', wordOf(data['text']));
      case 'thought':
        return this.#say(at, 'thought', wordOf(data['text']));
      case 'notice':
        this.dropped += typeof data['dropped'] === 'number' ? data['dropped'] : 0;
        return this.#say(at, 'notice', wordOf(data['text']));
      case 'error':
        return this.#say(at, 'error', wordOf(data['text']));
      case 'state':
        return this.#onState(at, data);
      case 'plan':
        this.plan = Array.isArray(data['entries']) ? (data['entries'] as Plan[]) : [];
        return;
      case 'tool.start':
      case 'tool.update':
      case 'tool.end':
        return this.#onTool(type, at, data);
    }
  }

  /** What was begun and never said whole. */
  #endDelta(at: number): void {
    const text = this.#delta;
    this.#delta = '';
    this.#say(at, 'message', text);
  }

  #say(at: number, kind: Line['kind'], text: string): void {
    for (const line of text.replace(/\n$/, '').split('\n')) {
      this.lines.push({ number: this.lines.length + 1, at, kind, text: line });
    }
  }

  #onState(at: number, data: RunEvent['data']): void {
    const state = wordOf(data['state']);
    const code = data['code'] === null || data['code'] === undefined ? '' : ` · ${wordOf(data['code'])}`;
    const open = this.spans.findLastIndex(({ kind, to }) => kind === 'state' && to === null);
    const last = this.spans[open];
    if (last !== undefined) this.spans[open] = { ...last, to: at };
    const isFinal = finals.has(state);
    this.spans.push({ label: state, kind: 'state', from: at, to: isFinal ? at : null });
    if (state === 'preparing') {
      this.attempt += 1;
      this.#say(at, 'attempt', `attempt ${this.attempt}`);
    }
    if (isFinal || state === 'queued') {
      const message = wordOf(data['message']);
      this.#say(at, 'state', `${state}${code}${message === '' ? '' : `: ${message}`}`);
    }
  }

  #onTool(type: string, at: number, data: RunEvent['data']): void {
    const id = wordOf(data['id']);
    const known = this.tools.get(id) ?? {
      id,
      title: '',
      kind: '',
      startedAt: at,
      endedAt: null,
      status: null,
      input: null,
      output: '',
    };
    const text = wordOf(data['text']);
    this.#sayTool(type, at, { known, data, text });
    const output = data['append'] === true || type !== 'tool.end' ? known.output + text : text || known.output;
    this.tools.set(id, {
      ...known,
      title: wordOf(data['title']) || known.title,
      kind: wordOf(data['kind']) || known.kind,
      input: data['input'] ?? known.input,
      output: output.slice(-toolOutputAtMost),
      endedAt: type === 'tool.end' ? at : known.endedAt,
      status: type === 'tool.end' ? wordOf(data['status']) || 'completed' : known.status,
    });
  }

  /** A call's title, and what it said line by line: an unfinished line waits for its end. */
  #sayTool(
    type: string,
    at: number,
    { known, data, text }: { known: ToolCall; data: RunEvent['data']; text: string },
  ): void {
    const kind = data['stream'] === 'stderr' ? 'stderr' : 'stdout';
    if (type === 'tool.start') this.#say(at, 'tool', wordOf(data['title']) || 'a tool');
    if (type === 'tool.update' && data['append'] === true) {
      const whole = (this.#pending.get(known.id) ?? '') + text;
      const end = whole.lastIndexOf('\n') + 1;
      if (end > 0) this.#say(at, kind, whole.slice(0, end));
      this.#pending.set(known.id, whole.slice(end));
    }
    if (type !== 'tool.end') return;
    const rest = this.#pending.get(known.id) ?? '';
    this.#pending.delete(known.id);
    if (rest !== '') this.#say(at, 'stdout', rest);
    else if (known.output === '' && text !== '') this.#say(at, 'stdout', text);
    if (data['status'] === 'failed') this.#say(at, 'error', `${known.title} failed`);
  }
}

const finals: ReadonlySet<string> = new Set(runStates.filter(isTerminalRun));

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
