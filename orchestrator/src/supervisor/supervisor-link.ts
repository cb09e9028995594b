import type { ChildProcess } from 'node:child_process';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { ProcessSpec } from '../sandbox/process-spec.ts';
import { RemoteProcess } from './remote-process.ts';
import { endStrays } from './strays.ts';
import type {
  ContainmentReport,
  KillVerification,
  ProcessIdentity,
  Supervised,
  SupervisedInfo,
  Supervisor,
  SupervisorLogger,
} from './types.ts';
import type { FromSupervisor, ToSupervisor } from './wire.ts';

export interface SupervisorLinkDeps {
  readonly child: ChildProcess;
  readonly report: ContainmentReport;
  readonly killMarker: string;
  readonly logger: SupervisorLogger;
}

interface Waiter {
  readonly resolve: (message: FromSupervisor) => void;
  readonly reject: (error: Error) => void;
}

/** The parent's side of the supervisor: numbers requests, and hands out what comes in. */
export class SupervisorLink implements Supervisor {
  readonly report: ContainmentReport;
  readonly pid: number;
  readonly lost: Promise<void>;
  readonly #deps: SupervisorLinkDeps;
  readonly #waiting = new Map<number, Waiter>();
  readonly #processes = new Map<string, RemoteProcess>();
  readonly #ended: Promise<void>;
  #requests = 0;
  #isClosing = false;
  #hasEnded = false;

  constructor(deps: SupervisorLinkDeps) {
    this.#deps = deps;
    this.report = deps.report;
    this.pid = deps.child.pid ?? 0;
    deps.child.on('message', (message) => this.#take(message as FromSupervisor));
    // A message that could not be sent: the exit that follows says it to everybody who waits.
    deps.child.on('error', () => undefined);
    this.#ended = new Promise<void>((resolve) => {
      deps.child.once('exit', () => resolve());
    }).then(() => this.#seeToEnd());
    this.lost = new Promise((resolve) => {
      void this.#ended.then(() => {
        if (!this.#isClosing) resolve();
      });
    });
  }

  async start(spec: ProcessSpec): Promise<Supervised> {
    const adopted: RemoteProcess[] = [];
    await this.#ask(
      (request) => ({ type: 'start', request, spec }),
      // In the tick of the answer: its output, and even its exit, may be handed out before who waits here goes on.
      (message) => {
        if (message.type === 'started') adopted.push(this.#adopt(spec.id, message));
      },
    );
    const [started] = adopted;
    if (!started) throw new WheelhouseError('INTERNAL', 'the supervisor answered something else');
    return started;
  }

  list(): readonly SupervisedInfo[] {
    return [...this.#processes.values()].map(({ id, pid, startTicks }) => ({ id, pid, startTicks }));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (!this.#hasEnded) this.#tell({ type: 'close' });
    await this.#ended;
  }

  #adopt(id: string, { pid, startTicks }: ProcessIdentity): RemoteProcess {
    const { containment, filesystem } = this.report;
    const remote = new RemoteProcess({
      id,
      identity: { pid, startTicks },
      containment,
      filesystem,
      tell: (message) => this.#tell(message),
      askWrite: async (target, data) => {
        await this.#ask((request) => ({ type: 'write', request, id: target, data }));
      },
      askDestroy: async (target) => {
        const answer = await this.#ask((request) => ({ type: 'destroy', request, id: target }));
        if (answer.type === 'destroyed') return answer.verification;
        throw new WheelhouseError('INTERNAL', 'the supervisor answered something else');
      },
    });
    this.#processes.set(id, remote);
    return remote;
  }

  #tell(message: ToSupervisor): void {
    if (this.#deps.child.connected) this.#deps.child.send(message, () => undefined);
  }

  #ask(
    build: (request: number) => ToSupervisor,
    onAnswer?: (message: FromSupervisor) => void,
  ): Promise<FromSupervisor> {
    if (this.#isClosing || this.#hasEnded || !this.#deps.child.connected)
      return Promise.reject(new WheelhouseError('UNAVAILABLE', 'the supervisor is closed or gone'));
    this.#requests += 1;
    const request = this.#requests;
    return new Promise((resolve, reject) => {
      const answered = (message: FromSupervisor): void => {
        onAnswer?.(message);
        resolve(message);
      };
      this.#waiting.set(request, { resolve: answered, reject });
      this.#tell(build(request));
    });
  }

  #take(message: FromSupervisor): void {
    switch (message.type) {
      case 'started':
      case 'written':
      case 'destroyed':
      case 'refused':
        this.#answer(message);
        return;
      case 'output':
        this.#processes.get(message.id)?.takeOutput(message.stream, asBuffer(message.chunk));
        return;
      case 'truncated':
        this.#processes.get(message.id)?.takeTruncation();
        return;
      case 'exceeded':
        this.#processes.get(message.id)?.takeExcess(message);
        return;
      case 'exited':
        this.#processes.get(message.id)?.takeExit(message.exit);
        this.#processes.delete(message.id);
        return;
      case 'fault':
        this.#deps.logger.warn(
          { event: 'output_fault', id: message.id, detail: message.message },
          'output is not kept',
        );
        return;
      case 'ready':
      case 'unfit':
    }
  }

  #answer(message: Extract<FromSupervisor, { readonly request: number }>): void {
    const waiter = this.#waiting.get(message.request);
    this.#waiting.delete(message.request);
    if (message.type === 'refused') waiter?.reject(new WheelhouseError(message.code, message.message));
    else waiter?.resolve(message);
  }

  /** The kernel ends what a dead supervisor held in namespaces; this looks after the rest, and verifies all of it. */
  async #seeToEnd(): Promise<void> {
    this.#hasEnded = true;
    for (const waiter of this.#waiting.values())
      waiter.reject(new WheelhouseError('UNAVAILABLE', 'the supervisor is gone'));
    this.#waiting.clear();
    const orphans = [...this.#processes.values()];
    this.#processes.clear();
    const begunAt = performance.now();
    const { survivors } = await endStrays({ markerPrefix: `${this.#deps.killMarker}/`, known: orphans });
    const verification: KillVerification = {
      survivors,
      verifiedBy: this.report.containment,
      passes: 1,
      durationMs: Math.round(performance.now() - begunAt),
    };
    for (const orphan of orphans) orphan.takeExit({ code: null, signal: 'SIGKILL', verification });
    if (!this.#isClosing)
      this.#deps.logger.error({ event: 'supervisor_lost', survivors, orphans: orphans.length }, 'the supervisor died');
  }
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
