import { WheelhouseError } from '@wheelhouse/protocol';
import type { RuntimeVerdict } from './adapter.ts';
import { startTimer } from './timer.ts';

/** The two promises of a session, each settled once. */
export class Settlement {
  readonly started: Promise<void>;
  readonly outcome: Promise<RuntimeVerdict>;
  #accept: () => void = () => undefined;
  #refuse: (error: Error) => void = () => undefined;
  #settle: (verdict: RuntimeVerdict) => void = () => undefined;
  #accepted = false;
  #over = false;

  constructor() {
    this.started = new Promise((resolve, reject) => {
      this.#accept = resolve;
      this.#refuse = reject;
    });
    // The caller may look at `outcome` alone, which tells the same.
    this.started.catch(() => undefined);
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get accepted(): boolean {
    return this.#accepted;
  }

  get over(): boolean {
    return this.#over;
  }

  /** The agent has taken up the work. */
  accept(): void {
    this.#accepted = true;
    this.#accept();
  }

  /** The work is over; what follows does not count. */
  finish(verdict: RuntimeVerdict): void {
    if (this.#over) return;
    this.#over = true;
    this.#refuse(new WheelhouseError('START_FAILED', verdict.message));
    this.#settle(verdict);
  }

  /** Calls `late` when the agent has not taken up the work after `limitMs`. */
  limitStart(limitMs: number, late: (verdict: RuntimeVerdict) => void): void {
    const timeout = startTimer(limitMs);
    void timeout.elapsed.then(() => {
      if (this.#accepted || this.#over) return;
      late({ ok: false, code: 'START_FAILED', message: `the agent did not accept its work within ${limitMs} ms` });
    });
    void Promise.allSettled([this.started]).then(() => timeout.clear());
  }
}

/** The verdict on an agent that ended without telling how its work went. Pure. */
export function unfinishedVerdict(accepted: boolean, exit: string, complaint: string): RuntimeVerdict {
  const when = accepted ? 'in the middle of its turn' : 'before it accepted the work';
  const said = complaint === '' ? '' : `; it said: ${complaint}`;
  return {
    ok: false,
    code: accepted ? 'EXIT_NONZERO' : 'START_FAILED',
    message: `the agent ended ${when} (${exit})${said}`,
  };
}
