/**
 * The members of BullMQ's Worker that its types keep private but the claim pool reads. bullmq is pinned exactly; the contract
 * test fails when a release moves them.
 */
export interface ClaimHints {
  /** When the first delayed job of the queue is due, epoch ms; 0 for none. */
  readonly blockUntil: number;
  /** Until when the queue's rate limit forbids claims, epoch ms; 0 for none. */
  readonly limitUntil: number;
}

/** What the last empty claim of this worker learnt. */
export function readClaimHints(worker: object): ClaimHints {
  return { blockUntil: readNumber(worker, 'blockUntil'), limitUntil: readNumber(worker, 'limitUntil') };
}

function readNumber(worker: object, name: string): number {
  const value: unknown = Reflect.get(worker, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
