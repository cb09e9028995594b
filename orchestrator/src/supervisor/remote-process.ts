import type { Containment, Filesystem } from '@wheelhouse/protocol';
import type { KillVerification, OutputListener, ProcessExit, ProcessIdentity, Supervised } from './types.ts';
import type { Excess } from './resource-watch.ts';
import type { ToSupervisor } from './wire.ts';

export interface RemoteProcessDeps {
  readonly id: string;
  readonly identity: ProcessIdentity;
  readonly containment: Containment;
  readonly filesystem: Filesystem;
  readonly tell: (message: ToSupervisor) => void;
  readonly askWrite: (id: string, data: Uint8Array) => Promise<void>;
  readonly askDestroy: (id: string) => Promise<KillVerification>;
}

/** Output that came before anybody listened, up to this. */
const heldMaxBytes = 1024 * 1024;

/** The parent's side of one supervised process. */
export class RemoteProcess implements Supervised {
  readonly exited: Promise<ProcessExit>;
  readonly #deps: RemoteProcessDeps;
  readonly #listeners: OutputListener[] = [];
  readonly #truncationListeners: (() => void)[] = [];
  #held: { readonly stream: 'stdout' | 'stderr'; readonly chunk: Buffer }[] = [];
  #heldBytes = 0;
  #isTruncated = false;
  readonly #excessListeners: ((excess: Excess) => void)[] = [];
  #excess: Excess | null = null;
  #exit: ProcessExit | null = null;
  #resolveExited: (exit: ProcessExit) => void = () => undefined;

  constructor(deps: RemoteProcessDeps) {
    this.#deps = deps;
    this.exited = new Promise((resolve) => (this.#resolveExited = resolve));
  }

  get id(): string {
    return this.#deps.id;
  }
  get pid(): number {
    return this.#deps.identity.pid;
  }
  get startTicks(): bigint {
    return this.#deps.identity.startTicks;
  }
  get containment(): Containment {
    return this.#deps.containment;
  }
  get filesystem(): Filesystem {
    return this.#deps.filesystem;
  }

  onOutput(listener: OutputListener): void {
    this.#listeners.push(listener);
    const held = this.#held;
    this.#held = [];
    for (const { stream, chunk } of held) listener(stream, chunk);
  }

  onTruncated(listener: () => void): void {
    if (this.#isTruncated) listener();
    else this.#truncationListeners.push(listener);
  }

  onExceeded(listener: (excess: Excess) => void): void {
    if (this.#excess) listener(this.#excess);
    else this.#excessListeners.push(listener);
  }

  write(data: Uint8Array | string): Promise<void> {
    return this.#deps.askWrite(this.id, typeof data === 'string' ? Buffer.from(data) : data);
  }

  closeInput(): void {
    this.#deps.tell({ type: 'closeInput', id: this.id });
  }

  terminate(): void {
    this.#deps.tell({ type: 'terminate', id: this.id });
  }

  async destroy(): Promise<KillVerification> {
    if (this.#exit && this.#exit.verification.survivors === 0) return this.#exit.verification;
    try {
      return await this.#deps.askDestroy(this.id);
    } catch (error) {
      // It ended between our asking and the answer; what was found then is the answer.
      if (this.#exit) return this.#exit.verification;
      throw error;
    }
  }

  takeOutput(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    if (this.#listeners.length === 0 && this.#heldBytes < heldMaxBytes) {
      this.#heldBytes += chunk.length;
      this.#held.push({ stream, chunk });
    }
    for (const listener of this.#listeners) listener(stream, chunk);
  }

  takeTruncation(): void {
    this.#isTruncated = true;
    for (const listener of this.#truncationListeners.splice(0)) listener();
  }

  takeExcess({ resource, used, limit }: Excess): void {
    const excess = { resource, used, limit };
    this.#excess ??= excess;
    for (const listener of this.#excessListeners.splice(0)) listener(this.#excess);
  }

  takeExit(exit: ProcessExit): void {
    this.#exit ??= exit;
    this.#resolveExited(this.#exit);
  }
}
