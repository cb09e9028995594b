import type { AgentProcess, ModelUsage, RunContext, RuntimeSession, RuntimeVerdict } from './adapter.ts';
import { CodexEvents, codexUsage } from './codex-events.ts';
import { completedVerdict, failedVerdict, isFinal } from './codex-verdict.ts';
import { cleanText } from './event-data.ts';
import { fieldsOf, wordOf, type Fields } from './fields.ts';
import { openJsonLines, type JsonLines } from './json-lines.ts';
import { LogEvents } from './log-events.ts';
import { describeExit } from './outcome.ts';
import { untilQuiet } from './output-quiet.ts';
import { Settlement, unfinishedVerdict } from './settlement.ts';

export interface CodexSessionOptions {
  readonly prompt: string;
  /** From attach to the accepted prompt. */
  readonly handshakeTimeoutMs: number;
}

/** One `codex exec` process: one prompt, one turn. It hears nothing but its prompt, so it cannot be asked to stop. */
export class CodexSession implements RuntimeSession {
  readonly #process: AgentProcess;
  readonly #context: RunContext;
  readonly #settlement = new Settlement();
  readonly #lines: JsonLines;
  readonly #events: CodexEvents;
  readonly #emit: RunContext['emit'];
  #usage: ModelUsage | undefined;
  #turns = 0;
  #disposed = false;

  constructor(process: AgentProcess, context: RunContext, options: CodexSessionOptions) {
    this.#process = process;
    this.#context = context;
    this.#emit = (event) => {
      if (!this.#disposed) context.emit(event);
    };
    this.#events = new CodexEvents(this.#emit);
    const onMessage = (line: Fields): boolean => this.#settlement.over || this.#take(line);
    this.#lines = openJsonLines({ process, log: new LogEvents(this.#emit), onMessage });
    this.#settlement.limitStart(options.handshakeTimeoutMs, (verdict) => this.#finish(verdict));
    void this.#deliver(options.prompt);
    void this.#watchExit();
    context.signal.addEventListener('abort', () => this.dispose(), { once: true });
  }

  get started(): Promise<void> {
    return this.#settlement.started;
  }

  get outcome(): Promise<RuntimeVerdict> {
    return this.#settlement.outcome;
  }

  interrupt(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#finish({ ok: false, code: 'INTERNAL', message: 'the session was given up before the agent was done' });
    this.#disposed = true;
    this.#lines.close();
  }

  /** It reads its prompt to the end of its input. */
  async #deliver(prompt: string): Promise<void> {
    await this.#process.write(prompt).catch(() => undefined);
    this.#process.closeInput();
  }

  #take(line: Fields): boolean {
    switch (line['type']) {
      case 'thread.started':
        this.#keep(wordOf(line['thread_id'], 256));
        return true;
      case 'turn.started':
        this.#begun();
        return true;
      case 'item.started':
        this.#events.item('started', line['item']);
        return true;
      case 'item.updated':
        this.#events.item('updated', line['item']);
        return true;
      case 'item.completed':
        this.#events.item('completed', line['item']);
        return true;
      case 'error':
        this.#error(wordOf(line['message']) ?? '');
        return true;
      case 'turn.completed':
        this.#completed(line);
        return true;
      case 'turn.failed':
        this.#finish(failedVerdict(wordOf(fieldsOf(line['error'])['message']) ?? ''));
        return true;
      default:
        return false;
    }
  }

  #keep(thread: string | undefined): void {
    if (thread !== undefined) this.#context.keepSession(thread);
  }

  #begun(): void {
    this.#settlement.accept();
    this.#turns += 1;
    this.#emit({ type: 'metric', data: { name: 'turns', value: this.#turns } });
  }

  #completed(line: Fields): void {
    this.#usage = codexUsage(line['usage']);
    this.#emit({ type: 'usage', data: { source: 'agent', ...this.#usage } });
    this.#finish(completedVerdict(this.#events));
  }

  #error(text: string): void {
    if (isFinal(text)) return this.#finish(failedVerdict(text));
    // It is tried again: what ends the turn is told by `turn.failed`.
    this.#emit({ type: 'notice', data: { level: 'warning', text } });
  }

  async #watchExit(): Promise<void> {
    const exit = describeExit(await this.#process.exited);
    await untilQuiet(
      () => this.#lines.lastOutputAt(),
      () => performance.now(),
    );
    this.#lines.flush();
    const complaint = cleanText(this.#lines.lastComplaint(), 500);
    this.#finish(unfinishedVerdict(this.#settlement.accepted, exit, complaint));
  }

  /** Once; what comes later is not heard. */
  #finish(verdict: RuntimeVerdict): void {
    if (this.#settlement.over) return;
    this.#events.endTools();
    this.#settlement.finish({
      ...verdict,
      ...(this.#usage ? { usage: this.#usage } : {}),
      turns: this.#turns,
    });
    this.#process.closeInput();
  }
}
