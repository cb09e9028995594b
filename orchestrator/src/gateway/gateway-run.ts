import type { Socket } from 'node:net';
import { Budget } from './budget.ts';
import type { Amounts } from './budget-rules.ts';
import { BodyRoom } from './request-body.ts';
import type { AnswerUsage, GatewayLogger, GatewayNotice, GatewayTotals, ModelLimits, OpenModelRun } from './types.ts';

/** One request on its way, and how to cut it. */
export interface Exchange {
  readonly signal: AbortSignal;
  /** Call it when the exchange is over, however it ended. */
  leave(): void;
}

/** Requests of one run at a time. More than any agent has in use; each holds a connection here and at the provider. */
const maxExchanges = 128;

/** What the gateway knows of one run: its budget, its totals, and the requests on their way. */
export class GatewayRun {
  readonly options: OpenModelRun;
  /** Whether its token opens models; else its own door alone. */
  readonly hasModels: boolean;
  readonly tokenHash: Buffer;
  readonly budget: Budget;
  readonly room = new BodyRoom();
  readonly #logger: GatewayLogger;
  readonly #exchanges = new Map<AbortController, Socket>();
  readonly #whenIdle: (() => void)[] = [];
  #isRevoked = false;
  #totals: GatewayTotals = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costMicros: 0,
    turns: 0,
    unpricedTurns: 0,
  };

  constructor(options: OpenModelRun, deps: { hasModels: boolean; tokenHash: Buffer; logger: GatewayLogger }) {
    this.options = options;
    this.hasModels = deps.hasModels;
    this.tokenHash = deps.tokenHash;
    this.#logger = deps.logger;
    this.budget = new Budget({
      limits: options.limits,
      atLimit: options.atLimit ?? 'refuse',
      onLimit: (code) => this.#call('onLimit', () => options.onLimit(code)),
    });
  }

  get totals(): GatewayTotals {
    return this.#totals;
  }

  get isRevoked(): boolean {
    return this.#isRevoked;
  }

  /** Null where too many are on their way. */
  enter(socket: Socket): Exchange | null {
    if (this.#exchanges.size >= maxExchanges) return null;
    const controller = new AbortController();
    const cut = (): void => controller.abort(new Error('the agent has hung up'));
    this.#exchanges.set(controller, socket);
    socket.once('close', cut);
    return {
      signal: controller.signal,
      leave: () => {
        socket.off('close', cut);
        this.#exchanges.delete(controller);
        if (this.#exchanges.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
      },
    };
  }

  /** Adds an answer to the totals and tells it. */
  book(usage: AnswerUsage): void {
    const totals = this.#totals;
    this.#totals = {
      inputTokens: totals.inputTokens + usage.inputTokens,
      outputTokens: totals.outputTokens + usage.outputTokens,
      cacheReadTokens: totals.cacheReadTokens + usage.cacheReadTokens,
      cacheWriteTokens: totals.cacheWriteTokens + usage.cacheWriteTokens,
      costMicros: totals.costMicros + (usage.costMicros ?? 0),
      turns: totals.turns + 1,
      unpricedTurns: totals.unpricedTurns + (usage.costMicros === null ? 1 : 0),
    };
    const told = this.#totals;
    this.#call('onUsage', () => this.options.onUsage(usage, told));
  }

  notice(notice: GatewayNotice): void {
    this.#call('onNotice', () => this.options.onNotice?.(notice));
  }

  charge(elsewhere: Amounts): void {
    this.budget.charge(elsewhere);
  }

  extend(more: ModelLimits): void {
    this.budget.extend(more);
  }

  revoke(): void {
    if (this.#isRevoked) return;
    this.#isRevoked = true;
    for (const [controller, socket] of this.#exchanges) {
      controller.abort(new Error('the run has ended'));
      socket.destroy();
    }
  }

  /** Resolves when no request is on its way. */
  idle(): Promise<void> {
    return this.#exchanges.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** A listener that fails must not end the process, nor the answer that is on its way. */
  #call(name: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error({ err: error, runId: this.options.runId, listener: name }, 'a listener of the gateway failed');
    }
  }
}
