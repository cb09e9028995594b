import type { RuntimeEvent } from '../runtimes/index.ts';

/** What a run waits for. */
export type Awaited = 'approval' | 'input';

export interface PeopleWatchDeps {
  /** How long people have to answer. */
  readonly answerMs: number;
  now(): number;
  /** Null where nothing is awaited any more. */
  onChange(awaited: Awaited | null): void;
  /** Nobody answered in time. @param refusal the option that refuses; null where there is none */
  onExpired(request: string, refusal: string | null): void;
}

interface OpenRequest {
  readonly awaited: Awaited;
  readonly timer: NodeJS.Timeout;
}

/** Longest time that a timer of node takes; nobody's patience is longer. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Follows which requests to people are open: a run with one is `waiting`. A request that is not answered in time is
 * refused, and its end says that it was for the time.
 */
export class PeopleWatch {
  readonly #deps: PeopleWatchDeps;
  readonly #open = new Map<string, OpenRequest>();
  readonly #expired = new Set<string>();
  #told: Awaited | null = null;
  #isClosed = false;

  constructor(deps: PeopleWatchDeps) {
    this.#deps = deps;
  }

  /** Whether any request ended for want of an answer. */
  get hasExpired(): boolean {
    return this.#expired.size > 0;
  }

  /** @returns the event as it shall be told: a request with its deadline, an end with its cause */
  take(event: RuntimeEvent): RuntimeEvent {
    const { type, data } = event;
    const request = data['request'];
    if (typeof request !== 'string') return event;
    if (type === 'permission.requested' || type === 'input.requested') {
      const answerMs = Math.min(this.#deps.answerMs, maxTimerMs);
      this.#add(
        request,
        type === 'input.requested' ? 'input' : 'approval',
        () => this.#expire(request, data),
        answerMs,
      );
      return { type, data: { ...data, expiresAt: this.#deps.now() + answerMs } };
    }
    if (type !== 'permission.resolved') return event;
    this.#remove(request);
    return this.#expired.has(request) ? { type, data: { ...data, by: 'time', cause: 'timed_out' } } : event;
  }

  /** People said something: whatever asked for input has it. */
  inputGiven(): readonly string[] {
    const asked = [...this.#open].flatMap(([request, { awaited }]) => (awaited === 'input' ? [request] : []));
    for (const request of asked) this.#remove(request);
    return asked;
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#open.values()) clearTimeout(timer);
    this.#open.clear();
  }

  #add(request: string, awaited: Awaited, expire: () => void, answerMs: number): void {
    this.#open.set(request, { awaited, timer: setTimeout(expire, answerMs) });
    this.#tell();
  }

  #remove(request: string): void {
    clearTimeout(this.#open.get(request)?.timer);
    this.#open.delete(request);
    this.#tell();
  }

  #expire(request: string, data: RuntimeEvent['data']): void {
    this.#expired.add(request);
    this.#deps.onExpired(request, refusalAmong(data['options']));
  }

  #awaited(): Awaited | null {
    const open = [...this.#open.values()];
    return open.find(({ awaited }) => awaited === 'approval')?.awaited ?? open[0]?.awaited ?? null;
  }

  /** What a policy answers in the same moment keeps nobody waiting. */
  #tell(): void {
    setImmediate(() => {
      const awaited = this.#awaited();
      if (awaited === this.#told || this.#isClosed) return;
      this.#told = awaited;
      this.#deps.onChange(awaited);
    });
  }
}

/** The option that refuses, once rather than always. */
function refusalAmong(options: unknown): string | null {
  if (!Array.isArray(options)) return null;
  const offered = options as { readonly option?: unknown; readonly kind?: unknown }[];
  const refusals = offered.filter(({ kind }) => typeof kind === 'string' && kind.startsWith('reject'));
  const chosen = refusals.find(({ kind }) => kind === 'reject_once') ?? refusals[0];
  return typeof chosen?.option === 'string' ? chosen.option : null;
}
