import {
  client,
  methods,
  PROTOCOL_VERSION,
  type AgentCapabilities,
  type ClientConnection,
  type ClientContext,
  type ContentBlock,
  type NewSessionRequest,
} from '@agentclientprotocol/sdk';
import { WheelhouseError } from '@wheelhouse/protocol';
import {
  interruptTimeoutMs,
  type AgentProcess,
  type RunContext,
  type RuntimeSession,
  type RuntimeVerdict,
} from './adapter.ts';
import { AcpPermissions, type PermissionPolicy } from './acp-permissions.ts';
import { openAcpStream, type AcpStream } from './acp-stream.ts';
import { AcpUpdates } from './acp-updates.ts';
import { AcpUsage } from './acp-usage.ts';
import { turnErrorVerdict, turnVerdict } from './acp-verdict.ts';
import { LogEvents } from './log-events.ts';
import { describeExit } from './outcome.ts';
import { untilQuiet } from './output-quiet.ts';
import { startTimer } from './timer.ts';

/** A request of our own beside the protocol's; its method begins with `_`. */
export interface AcpExtension {
  readonly method: string;
  handle(params: unknown): Promise<Record<string, unknown>>;
}

export interface AcpSessionOptions {
  readonly prompt: readonly ContentBlock[];
  /** From attach to the accepted prompt. */
  readonly handshakeTimeoutMs: number;
  readonly permissions: PermissionPolicy;
  readonly extensions?: readonly AcpExtension[];
}

const maxQueuedInputs = 16;
/** A broken pipe usually means that the exit is about to be seen. */
const exitGraceMs = 1000;

/** One Agent Client Protocol session over one process: handshake, turns, permissions, cancel. */
export class AcpSession implements RuntimeSession {
  readonly started: Promise<void>;
  readonly outcome: Promise<RuntimeVerdict>;
  readonly #process: AgentProcess;
  readonly #options: AcpSessionOptions;
  readonly #context: RunContext;
  readonly #io: AcpStream;
  readonly #connection: ClientConnection;
  readonly #updates: AcpUpdates;
  readonly #usage: AcpUsage;
  readonly #permissions: AcpPermissions;
  readonly #exitSeen: Promise<void>;
  readonly #inputs: ContentBlock[][] = [];
  #accept: () => void = () => undefined;
  #refuse: (error: Error) => void = () => undefined;
  #settle: (verdict: RuntimeVerdict) => void = () => undefined;
  #sessionId: string | undefined;
  #promptSent = false;
  #loading = false;
  #over = false;
  #disposed = false;

  constructor(process: AgentProcess, context: RunContext, options: AcpSessionOptions) {
    this.#process = process;
    this.#context = context;
    this.#options = options;
    this.started = new Promise((resolve, reject) => {
      this.#accept = resolve;
      this.#refuse = reject;
    });
    // The caller may look at `outcome` alone, which tells the same.
    this.started.catch(() => undefined);
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const emit: RunContext['emit'] = (event) => {
      if (!this.#disposed) context.emit(event);
    };
    this.#usage = new AcpUsage(emit);
    this.#updates = new AcpUpdates(emit, this.#usage);
    this.#permissions = new AcpPermissions(options.permissions, emit);
    this.#io = openAcpStream({
      process,
      log: new LogEvents(emit),
      onUpdate: (params) => {
        if (this.#over) return;
        if (this.#loading) this.#updates.replayed(params);
        else this.#updates.update(params);
      },
      onSent: (method) => this.#onSent(method),
    });
    this.#connection = this.#connect();
    void this.#connection.closed.catch(() => undefined);
    this.#exitSeen = this.#watchExit();
    void this.#run();
    context.signal.addEventListener('abort', () => this.dispose(), { once: true });
  }

  async interrupt(): Promise<void> {
    if (this.#over) return;
    this.#inputs.length = 0;
    this.#permissions.close();
    if (!this.#promptSent || this.#sessionId === undefined) {
      return this.#finish({
        ok: false,
        code: 'CANCELLED_BEFORE_START',
        message: 'it was stopped before the agent had the prompt',
      });
    }
    const asked = this.#connection.agent
      .notify(methods.agent.session.cancel, { sessionId: this.#sessionId })
      .catch(() => undefined);
    const timeout = startTimer(interruptTimeoutMs);
    await Promise.race([asked.then(() => this.outcome), timeout.elapsed]);
    timeout.clear();
  }

  send(text: string): Promise<void> {
    if (this.#over) return Promise.reject(new WheelhouseError('ALREADY_TERMINAL'));
    if (this.#inputs.length >= maxQueuedInputs)
      return Promise.reject(new WheelhouseError('BUSY', 'too much input waits for the agent'));
    this.#inputs.push([{ type: 'text', text }]);
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
    this.#io.close();
    this.#connection.close();
  }

  #connect(): ClientConnection {
    const app = client({ name: 'wheelhouse' })
      .onRequest(methods.client.session.requestPermission, ({ params, signal }) =>
        this.#permissions.ask(params, signal),
      )
      .onNotification('*', () => undefined);
    for (const extension of this.#options.extensions ?? []) {
      app.onRequest(
        extension.method,
        (params: unknown) => params,
        ({ params }) => extension.handle(params),
      );
    }
    return app.connect(this.#io.stream);
  }

  #onSent(method: string): void {
    if (method !== methods.agent.session.prompt) return;
    this.#promptSent = true;
    this.#accept();
  }

  async #run(): Promise<void> {
    this.#limitHandshake();
    try {
      this.#sessionId = await this.#handshake(this.#connection.agent);
      if (!this.#over) await this.#turns(this.#sessionId);
    } catch (error) {
      // A connection that broke because the process died is told better by its exit.
      if (this.#connection.signal.aborted) await Promise.race([this.#exitSeen, startTimer(exitGraceMs).elapsed]);
      const verdict = turnErrorVerdict(error);
      const known = this.#promptSent || verdict.code === 'AUTH_REQUIRED';
      this.#finish(known ? verdict : { ...verdict, code: 'START_FAILED' });
    }
  }

  #limitHandshake(): void {
    const limitMs = this.#options.handshakeTimeoutMs;
    const timeout = startTimer(limitMs);
    void timeout.elapsed.then(() => {
      if (this.#promptSent) return;
      this.#finish({
        ok: false,
        code: 'START_FAILED',
        message: `the agent did not accept its work within ${limitMs} ms`,
      });
    });
    void Promise.allSettled([this.started]).then(() => timeout.clear());
  }

  async #handshake(agent: ClientContext): Promise<string> {
    const answer = await agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'wheelhouse', version: '1' },
      clientCapabilities: {
        fs: { readTextFile: false, writeTextFile: false },
        terminal: false,
        session: { notices: {} },
      },
    });
    if (answer.protocolVersion !== PROTOCOL_VERSION) {
      throw new Error(
        `the agent speaks version ${answer.protocolVersion} of the Agent Client Protocol, we speak ${PROTOCOL_VERSION}`,
      );
    }
    const can = answer.agentCapabilities;
    const sessionId = await this.#openSession(agent, can);
    if (can?.loadSession || can?.sessionCapabilities?.resume) this.#context.keepSession(sessionId);
    return sessionId;
  }

  /** A new session, or the earlier attempt's: resumed where the agent can, else loaded, which tells it all again. */
  async #openSession(agent: ClientContext, can: AgentCapabilities | undefined): Promise<string> {
    const place: NewSessionRequest = { cwd: this.#context.workDir, mcpServers: [] };
    const { resume } = this.#context;
    if (resume === null) return (await agent.request(methods.agent.session.new, place)).sessionId;
    if (can?.sessionCapabilities?.resume) {
      await agent.request(methods.agent.session.resume, { ...place, sessionId: resume });
      return resume;
    }
    if (can?.loadSession !== true) throw new Error('the agent cannot go on with an earlier session');
    this.#loading = true;
    await agent.request(methods.agent.session.load, { ...place, sessionId: resume });
    this.#loading = false;
    return resume;
  }

  async #turns(sessionId: string): Promise<void> {
    this.#inputs.unshift([...this.#options.prompt]);
    let verdict: RuntimeVerdict = { ok: false, code: 'INTERNAL' };
    for (let prompt = this.#inputs.shift(); prompt; prompt = this.#inputs.shift()) {
      const answer = await this.#connection.agent.request(methods.agent.session.prompt, { sessionId, prompt });
      this.#updates.endMessage();
      this.#usage.turnEnded(answer);
      verdict = turnVerdict(answer.stopReason, this.#permissions.denials);
      if (!verdict.ok) break;
    }
    this.#finish(verdict);
  }

  async #watchExit(): Promise<void> {
    const exit = await this.#process.exited;
    await untilQuiet(
      () => this.#io.lastOutputAt(),
      () => performance.now(),
    );
    // An answer that came with the last output is still on its way through the SDK.
    await new Promise((resolve) => setImmediate(resolve));
    const when = this.#promptSent ? 'in the middle of its turn' : 'before it accepted the work';
    this.#finish({
      ok: false,
      code: this.#promptSent ? 'EXIT_NONZERO' : 'START_FAILED',
      message: `the agent ended ${when} (${describeExit(exit)})`,
    });
    this.#connection.close();
  }

  /** Once; what comes later is not heard. */
  #finish(verdict: RuntimeVerdict): void {
    if (this.#over) return;
    this.#updates.endMessage();
    this.#updates.endTools();
    this.#permissions.close();
    this.#over = true;
    this.#refuse(new WheelhouseError('START_FAILED', verdict.message));
    const usage = this.#usage.total;
    this.#settle({ ...verdict, ...(usage ? { usage } : {}) });
    // A finished agent leaves by itself when its input ends; the supervisor sees to those that do not.
    this.#process.closeInput();
  }
}
