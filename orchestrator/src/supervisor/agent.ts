import type { Containment } from '@wheelhouse/protocol';
import type { Contained } from './containment/contained.ts';
import { destroyContained } from './destroy.ts';
import type { OutputPump } from './output-pump.ts';
import type { KillVerification, ProcessExit } from './types.ts';
import { Refused } from './wire.ts';

export interface AgentDeps {
  readonly contained: Contained;
  readonly containment: Containment;
  readonly pump: OutputPump;
  readonly onExit: (exit: ProcessExit) => void;
  /** Called once, after the exit, when nothing of it is left alive. */
  readonly onGone: () => void;
}

/** Longest one `destroy` goes on before it reports survivors. */
const destroyDeadlineMs = 2000;
/** For output that is still in the pipes when nobody is left to write; then for whoever holds them. */
const drainTimeoutMs = 500;

/** One agent in the supervisor's own process, from its start until nothing of it is left. */
export class Agent {
  readonly #deps: AgentDeps;
  #destroying: Promise<KillVerification> | null = null;
  #hasExited = false;
  #isGone = false;
  /** Resolves after `onExit`. */
  readonly ended: Promise<void>;

  constructor(deps: AgentDeps) {
    this.#deps = deps;
    this.ended = this.#seeToEnd();
  }

  get identity(): Contained['identity'] {
    return this.#deps.contained.identity;
  }

  /** Resolves when the pipe took the bytes. Rejects with `Refused` UNAVAILABLE when it is closed. */
  write(data: Uint8Array): Promise<void> {
    const { stdin } = this.#deps.contained;
    return new Promise((resolve, reject) => {
      if (!stdin.writable) reject(new Refused('UNAVAILABLE', 'the input of the process is closed'));
      else stdin.write(data, (error) => (error ? reject(new Refused('UNAVAILABLE', error.message)) : resolve()));
    });
  }

  closeInput(): void {
    this.#deps.contained.stdin.end();
  }

  terminate(): void {
    this.#deps.contained.terminate();
  }

  /** One at a time: who calls meanwhile gets the same answer. */
  destroy(): Promise<KillVerification> {
    this.#destroying ??= this.#destroy().finally(() => {
      this.#destroying = null;
    });
    return this.#destroying;
  }

  async #destroy(): Promise<KillVerification> {
    const { contained, containment } = this.#deps;
    const verification = await destroyContained(contained, containment, destroyDeadlineMs);
    if (this.#hasExited && verification.survivors === 0) this.#leave();
    return verification;
  }

  #leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#deps.contained.release();
    this.#deps.onGone();
  }

  async #seeToEnd(): Promise<void> {
    const exit = await this.#deps.contained.exited;
    const verification = await this.destroy();
    await this.#deps.pump.finish(drainTimeoutMs);
    this.#deps.contained.stdin.destroy();
    this.#hasExited = true;
    if (verification.survivors === 0) this.#leave();
    this.#deps.onExit({ ...exit, verification });
  }
}
