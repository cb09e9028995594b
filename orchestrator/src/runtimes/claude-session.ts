import { WheelhouseError } from '@wheelhouse/protocol';
import {
  interruptTimeoutMs,
  type AgentProcess,
  type RunContext,
  type RuntimeSession,
  type RuntimeVerdict,
} from './adapter.ts';
import { AcpPermissions, type PermissionPolicy } from './acp-permissions.ts';
import { interruptLine, permissionLine, permissionRequest, unsupportedLine, userLine } from './claude-control.ts';
import { ClaudeEvents } from './claude-events.ts';
import { ClaudeUsage } from './claude-usage.ts';
import { denialsOf, resultVerdict } from './claude-verdict.ts';
import { cleanText } from './event-data.ts';
import { fieldsOf, wordOf, type Fields } from './fields.ts';
import { openJsonLines, type JsonLines } from './json-lines.ts';
import { LogEvents } from './log-events.ts';
import { describeExit } from './outcome.ts';
import { untilQuiet } from './output-quiet.ts';
import { Settlement, unfinishedVerdict } from './settlement.ts';
import { startTimer } from './timer.ts';

export interface ClaudeSessionOptions {
  readonly prompt: string;
  /** From attach to the accepted prompt. */
  readonly handshakeTimeoutMs: number;
  readonly permissions: PermissionPolicy;
}

const maxQueuedInputs = 16;

/** One Claude Code process: messages, turns, permissions, interrupts. */
export class ClaudeSession implements RuntimeSession {
  readonly #process: AgentProcess;
  readonly #context: RunContext;
  readonly #settlement = new Settlement();
  readonly #lines: JsonLines;
  readonly #usage: ClaudeUsage;
  readonly #events: ClaudeEvents;
  readonly #permissions: AcpPermissions;
  /** Permission requests that Claude Code waits for, by its id: aborted when it withdraws one. */
  readonly #asking = new Map<string, AbortController>();
  readonly #inputs: string[] = [];
  readonly #denied: string[] = [];
  #interrupting = false;
  #disposed = false;

  constructor(process: AgentProcess, context: RunContext, options: ClaudeSessionOptions) {
    this.#process = process;
    this.#context = context;
    const emit: RunContext['emit'] = (event) => {
      if (!this.#disposed) context.emit(event);
    };
    this.#usage = new ClaudeUsage(emit);
    this.#events = new ClaudeEvents(emit, this.#usage);
    this.#permissions = new AcpPermissions(options.permissions, emit);
    const onMessage = (line: Fields): boolean => this.#take(line);
    this.#lines = openJsonLines({ process, log: new LogEvents(emit), onMessage });
    this.#settlement.limitStart(options.handshakeTimeoutMs, (verdict) => this.#finish(verdict));
    this.#write(userLine(options.prompt));
    void this.#watchExit();
    context.signal.addEventListener('abort', () => this.dispose(), { once: true });
  }

  get started(): Promise<void> {
    return this.#settlement.started;
  }

  get outcome(): Promise<RuntimeVerdict> {
    return this.#settlement.outcome;
  }

  async interrupt(): Promise<void> {
    if (this.#settlement.over) return;
    this.#inputs.length = 0;
    this.#interrupting = true;
    this.#permissions.close();
    if (!this.#settlement.accepted) {
      const message = 'it was stopped before the agent had the prompt';
      return this.#finish({ ok: false, code: 'CANCELLED_BEFORE_START', message });
    }
    this.#write(interruptLine('interrupt'));
    const timeout = startTimer(interruptTimeoutMs);
    await Promise.race([this.outcome, timeout.elapsed]);
    timeout.clear();
  }

  send(text: string): Promise<void> {
    if (this.#settlement.over || this.#interrupting) return Promise.reject(new WheelhouseError('ALREADY_TERMINAL'));
    if (this.#inputs.length >= maxQueuedInputs)
      return Promise.reject(new WheelhouseError('BUSY', 'too much input waits for the agent'));
    // Given to it only after its turn: what it takes up in the middle of one gets no result of its own to wait for.
    this.#inputs.push(text);
    return Promise.resolve();
  }

  respond(request: string, option: string): Promise<void> {
    try {
      this.#permissions.respond(request, option);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#finish({ ok: false, code: 'INTERNAL', message: 'the session was given up before the agent was done' });
    this.#disposed = true;
    this.#lines.close();
  }

  #take(line: Fields): boolean {
    switch (line['type']) {
      case 'control_request':
        this.#control(line);
        return true;
      case 'control_cancel_request':
        this.#asking.get(wordOf(line['request_id'], 256) ?? '')?.abort();
        return true;
      case 'control_response':
        return true;
      case 'result':
        if (!this.#settlement.over) this.#result(line);
        return true;
      default:
        if (line['type'] === 'system' && line['subtype'] === 'init') this.#begun(line);
        return this.#settlement.over || this.#events.take(line);
    }
  }

  /** It tells its session when it takes up a message, each time. */
  #begun(line: Fields): void {
    const session = wordOf(line['session_id'], 256);
    if (session !== undefined && !this.#settlement.over) this.#context.keepSession(session);
    this.#settlement.accept();
  }

  #control(line: Fields): void {
    const id = wordOf(line['request_id'], 256);
    const request = fieldsOf(line['request']);
    if (id === undefined || this.#settlement.over) return;
    if (request['subtype'] !== 'can_use_tool')
      return this.#write(unsupportedLine(id, wordOf(request['subtype'], 128) ?? 'this'));
    const withdrawn = new AbortController();
    this.#asking.set(id, withdrawn);
    void this.#permissions.ask(permissionRequest(request), withdrawn.signal).then((answer) => {
      this.#asking.delete(id);
      // An interrupt answers it too; a denial of ours would only make the agent go on until that comes.
      if (!withdrawn.signal.aborted && !this.#interrupting && !this.#settlement.over)
        this.#write(permissionLine(id, request, answer));
    });
  }

  #result(result: Fields): void {
    this.#usage.ended(result);
    this.#denied.push(...denialsOf(result));
    while (this.#denied.length < this.#permissions.denials) this.#denied.push('a tool');
    const verdict = resultVerdict(result, this.#denied);
    const next = verdict.ok ? this.#inputs.shift() : undefined;
    if (next !== undefined) return this.#write(userLine(next));
    const refused = !this.#settlement.accepted && verdict.code === 'EXIT_NONZERO';
    this.#finish(refused ? { ...verdict, code: 'START_FAILED' } : verdict);
  }

  #write(line: string): void {
    // A broken pipe means that the exit is about to be seen, which tells more.
    this.#process.write(line).catch(() => undefined);
  }

  async #watchExit(): Promise<void> {
    const exit = describeExit(await this.#process.exited);
    await untilQuiet(
      () => this.#lines.lastOutputAt(),
      () => performance.now(),
    );
    this.#lines.flush();
    // SIGTERM and crashes leave no result, whatever the exit code says.
    const complaint = cleanText(this.#lines.lastComplaint(), 500);
    this.#finish(unfinishedVerdict(this.#settlement.accepted, exit, complaint));
  }

  /** Once; what comes later is not heard. */
  #finish(verdict: RuntimeVerdict): void {
    if (this.#settlement.over) return;
    this.#events.endTools();
    this.#permissions.close();
    this.#settlement.finish({ ...verdict, usage: this.#usage.total, turns: this.#usage.turns });
    // A finished agent leaves by itself when its input ends; the supervisor sees to those that do not.
    this.#process.closeInput();
  }
}
