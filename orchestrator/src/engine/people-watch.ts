import type { RuntimeEvent } from '../runtimes/index.ts';

/** Follows which requests to people are open: a run with one is `waiting`. */
export class PeopleWatch {
  readonly #open = new Set<unknown>();
  readonly #onChange: (state: 'waiting' | 'running') => void;

  constructor(onChange: (state: 'waiting' | 'running') => void) {
    this.#onChange = onChange;
  }

  take({ type, data }: RuntimeEvent): void {
    const before = this.#open.size;
    if (type === 'permission.requested') this.#open.add(data['request']);
    else if (type === 'permission.resolved') this.#open.delete(data['request']);
    else return;
    if (before === 0 && this.#open.size > 0) this.#onChange('waiting');
    if (before > 0 && this.#open.size === 0) this.#onChange('running');
  }
}
