import { add, decideAdmission, nothing, raiseLimits, subtract } from './budget-rules.ts';
import type { Amounts, BudgetState } from './budget-rules.ts';
import type { LimitCode, ModelLimits } from './types.ts';

/** A request's place in the budget, until it is settled. */
export interface Place {
  /** Gives the reservation back and counts what was used instead. Only the first call counts. */
  settle(used: Amounts): void;
}

export type Entry = Place | { readonly refused: LimitCode };

interface Waiter {
  readonly most: Amounts;
  readonly resolve: (entry: Entry) => void;
}

export interface BudgetDeps {
  readonly limits: ModelLimits;
  readonly atLimit: 'refuse' | 'hold';
  /** Called once for each limit, until `extend`. */
  readonly onLimit: (code: LimitCode) => void;
}

/** What a run may still use, and who waits for it: first come, first served. */
export class Budget {
  readonly #deps: BudgetDeps;
  readonly #waiting: Waiter[] = [];
  readonly #announced = new Set<LimitCode>();
  #state: BudgetState;

  constructor(deps: BudgetDeps) {
    this.#deps = deps;
    this.#state = { limits: deps.limits, used: nothing, elsewhere: nothing, outstanding: nothing, underWay: 0 };
  }

  get limits(): ModelLimits {
    return this.#state.limits;
  }

  /**
   * Resolves when the request may be sent or is refused; rejects with the signal's reason when that aborts first.
   * @param most what the request can use at the most
   */
  enter(most: Amounts, signal: AbortSignal): Promise<Entry> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const waiter: Waiter = {
        most,
        resolve: (entry) => {
          signal.removeEventListener('abort', leave);
          resolve(entry);
        },
      };
      const leave = (): void => {
        const index = this.#waiting.indexOf(waiter);
        if (index !== -1) this.#waiting.splice(index, 1);
        reject(signal.reason as Error);
        this.#admit();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#admit();
    });
  }

  extend(more: ModelLimits): void {
    this.#state = { ...this.#state, limits: raiseLimits(this.#state.limits, more) };
    this.#announced.clear();
    this.#admit();
  }

  /** What others have used up of the same limits so far. */
  charge(elsewhere: Amounts): void {
    this.#state = { ...this.#state, elsewhere };
    this.#admit();
  }

  #admit(): void {
    for (let waiter = this.#waiting[0]; waiter !== undefined; waiter = this.#waiting[0]) {
      const admission = decideAdmission(this.#state, waiter.most);
      if (admission.kind === 'wait') return;
      if (admission.kind === 'refuse') this.#announce(admission.code);
      if (admission.kind === 'refuse' && this.#deps.atLimit === 'hold') return;
      this.#waiting.shift();
      waiter.resolve(admission.kind === 'go' ? this.#place(waiter.most) : { refused: admission.code });
    }
  }

  #announce(code: LimitCode): void {
    if (this.#announced.has(code)) return;
    this.#announced.add(code);
    // Later, so that whoever extends the budget at once does not do it in the middle of an admission.
    queueMicrotask(() => this.#deps.onLimit(code));
  }

  #place(most: Amounts): Place {
    const { outstanding, underWay } = this.#state;
    this.#state = { ...this.#state, outstanding: add(outstanding, most), underWay: underWay + 1 };
    let isSettled = false;
    return {
      settle: (used) => {
        if (isSettled) return;
        isSettled = true;
        const state = this.#state;
        this.#state = {
          ...state,
          used: add(state.used, used),
          outstanding: subtract(state.outstanding, most),
          underWay: state.underWay - 1,
        };
        this.#admit();
      },
    };
  }
}
