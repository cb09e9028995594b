import { createHash } from 'node:crypto';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { CatalogueAgent } from '../runtimes/index.ts';

/** Starts in a row that fail until an agent is given a rest: with fewer a single mishap would stop good work. */
export const failuresToOpen = 5;
/** The first rest: as long as somebody needs to see what is wrong. Each further one is twice as long. */
const firstRestMs = 15_000;
const longestRestMs = 300_000;
/** Agents that are remembered; those that failed longest ago are forgotten first. */
const rememberedAtMost = 1_000;

interface Failing {
  readonly failures: number;
  /** Milliseconds of the clock; until then nothing is tried. */
  readonly restsUntil: number;
  readonly lastFault: string;
  /** Its rest is over, and one start is under way to see whether it works again. */
  readonly isProbed: boolean;
}

export interface StartCircuitOptions {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** 0 to below 1: spreads rests, so that orchestrators do not try again in step. */
  readonly random: () => number;
}

/** One start. The first word counts, later ones are passed over. */
export interface StartTry {
  succeeded(): void;
  failed(fault: string): void;
  /** It says nothing about the agent: it was stopped, or not allowed. */
  left(): void;
}

/**
 * Keeps an agent that cannot be started from being started again and again: after five failures in a row it rests, then
 * one start is tried. One per orchestrator, in memory.
 */
export class StartCircuit {
  readonly #options: StartCircuitOptions;
  readonly #failing = new Map<string, Failing>();

  constructor(options: StartCircuitOptions) {
    this.#options = options;
  }

  /**
   * @param agent what tells agents apart; another configuration is another agent
   * @throws WheelhouseError UNAVAILABLE while it rests
   */
  enter(agent: string): StartTry {
    const failing = this.#failing.get(agent);
    if (failing !== undefined && failing.failures >= failuresToOpen) this.#probe(agent, failing);
    let isOpen = true;
    const once = (word: () => void): void => {
      if (isOpen) word();
      isOpen = false;
    };
    return {
      succeeded: () => once(() => this.#failing.delete(agent)),
      failed: (fault) => once(() => this.#failed(agent, fault)),
      left: () => once(() => this.#left(agent)),
    };
  }

  #probe(agent: string, failing: Failing): void {
    const restMs = failing.restsUntil - this.#options.now();
    if (restMs <= 0 && !failing.isProbed) {
      this.#failing.set(agent, { ...failing, isProbed: true });
      return;
    }
    const when = restMs > 0 ? `in ${Math.ceil(restMs / 1000)} s` : 'now';
    throw new WheelhouseError(
      'UNAVAILABLE',
      `the last ${failing.failures} starts of this agent failed, so it rests; one is tried ${when} (${failing.lastFault})`,
    );
  }

  #failed(agent: string, fault: string): void {
    const failures = (this.#failing.get(agent)?.failures ?? 0) + 1;
    const restsUntil = this.#options.now() + restOf(failures, this.#options.random());
    // Moved to the end: the map's order is that of the last failures.
    this.#failing.delete(agent);
    this.#failing.set(agent, { failures, restsUntil, lastFault: fault.slice(0, 200), isProbed: false });
    const [oldest] = this.#failing.keys();
    if (this.#failing.size > rememberedAtMost && oldest !== undefined) this.#failing.delete(oldest);
  }

  #left(agent: string): void {
    const failing = this.#failing.get(agent);
    if (failing !== undefined) this.#failing.set(agent, { ...failing, isProbed: false });
  }
}

/** Another configuration is another agent: who mended it need not wait. Pure. */
export function circuitKeyOf(workspaceId: string, { name, runtime, config }: CatalogueAgent): string {
  const content = createHash('sha256')
    .update(JSON.stringify([runtime, config]))
    .digest('base64');
  return `${workspaceId}/${name}/${content}`;
}

/** Doubling, and up to a quarter longer by chance. Pure. */
export function restOf(failures: number, random: number): number {
  if (failures < failuresToOpen) return 0;
  const rest = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(failures - failuresToOpen, 10));
  return rest * (1 + random / 4);
}
