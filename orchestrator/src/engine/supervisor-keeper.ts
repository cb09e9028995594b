import { WheelhouseError } from '@wheelhouse/protocol';
import { openSupervisor, type Supervisor } from '../supervisor/index.ts';
import type { EngineDeps } from './deps.ts';

/** Keeps one supervisor open; where it dies, what it held is told to end and the next start opens another. */
export class SupervisorKeeper {
  readonly #options: { readonly deps: EngineDeps; readonly marker: string };
  #opening: Promise<Supervisor> | null = null;
  #onLost: () => void = () => undefined;
  #isClosed = false;

  constructor(options: { readonly deps: EngineDeps; readonly marker: string }) {
    this.#options = options;
  }

  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  /** @throws WheelhouseError UNAVAILABLE once it is closed */
  current(): Promise<Supervisor> {
    if (this.#isClosed) return Promise.reject(new WheelhouseError('UNAVAILABLE', 'the orchestrator is closed'));
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<Supervisor> {
    const { deps, marker } = this.#options;
    const { containment, allowOpenFilesystem } = deps.config;
    try {
      const supervisor = await openSupervisor({
        containment,
        allowOpenFilesystem,
        logger: deps.logger,
        killMarker: marker,
      });
      void supervisor.lost.then(() => {
        if (this.#isClosed) return;
        deps.logger.error({ event: 'supervisor.lost' }, 'the supervisor died; its agents are gone with it');
        this.#opening = null;
        this.#onLost();
      });
      return supervisor;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const supervisor = await this.#opening?.catch(() => null);
    await supervisor?.close();
  }
}
