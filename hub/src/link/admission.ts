import { SlidingCount } from './sliding-count.ts';

/** Who may not come in at the moment, and how many strangers are at the door. */
export class Admission {
  readonly #perIp: number;
  readonly #cutOffMs: number;
  readonly #strangers = new Map<string, number>();
  readonly #cutOffUntil = new Map<string, number>();
  readonly #supersedes = new Map<string, SlidingCount>();
  readonly #supersede: { readonly windowMs: number; readonly limit: number };

  constructor(options: {
    readonly unauthenticatedSocketsPerIp: number;
    readonly cutOffMs: number;
    readonly supersedeWindowMs: number;
    readonly supersedesToQuarantine: number;
  }) {
    this.#perIp = options.unauthenticatedSocketsPerIp;
    this.#cutOffMs = options.cutOffMs;
    this.#supersede = { windowMs: options.supersedeWindowMs, limit: options.supersedesToQuarantine };
  }

  /** True where one more unauthenticated socket from this address is let in. */
  hasRoom(ip: string): boolean {
    return (this.#strangers.get(ip) ?? 0) < this.#perIp;
  }

  /** Counts an unauthenticated socket; the answer takes it back, once. */
  enter(ip: string): () => void {
    this.#strangers.set(ip, (this.#strangers.get(ip) ?? 0) + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.#strangers.get(ip) ?? 1) - 1;
      if (left === 0) this.#strangers.delete(ip);
      else this.#strangers.set(ip, left);
    };
  }

  /** Keeps an instance out for a while, after too many bad signatures. */
  cutOff(instanceId: string, now: number): void {
    this.#cutOffUntil.set(instanceId, now + this.#cutOffMs);
  }

  isCutOff(instanceId: string, now: number): boolean {
    const until = this.#cutOffUntil.get(instanceId);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#cutOffUntil.delete(instanceId);
    return false;
  }

  /**
   * Notes that a live session was replaced by one of another boot. One machine restarting does that now and then; two
   * machines with one key do it to each other all the time.
   * @returns true where that makes a cloned key likely
   */
  noteSupersede(instanceId: string, now: number): boolean {
    const count = this.#supersedes.get(instanceId) ?? new SlidingCount(this.#supersede);
    this.#supersedes.set(instanceId, count);
    const isCloned = count.note(now);
    if (isCloned) this.#supersedes.delete(instanceId);
    return isCloned;
  }
}
