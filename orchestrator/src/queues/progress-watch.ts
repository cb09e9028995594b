/** What the watch of one lane remembers between sweeps; instants are epoch ms. */
export interface WatchState {
  /** Since when there has been work and a free slot at every sweep. */
  readonly claimableSince: number | undefined;
  readonly rebuiltAt: number | undefined;
}

export interface WatchInput {
  readonly now: number;
  /** The store has a job that may be claimed now. */
  readonly hasReady: boolean;
  readonly hasFreeSlot: boolean;
  readonly lastProgressAt: number;
}

export interface WatchVerdict {
  readonly state: WatchState;
  /** Work, room, and nothing claimed for too long. */
  readonly wedged: boolean;
  /** Give the workers up and build new ones; said once per `wedgedAfterMs`. */
  readonly rebuild: boolean;
}

export const freshWatch: WatchState = { claimableSince: undefined, rebuiltAt: undefined };

/** A full lane is not wedged: slots end with their handlers. An idle one is not either, however long ago its last job was. */
export function decideWatch(state: WatchState, input: WatchInput, wedgedAfterMs: number): WatchVerdict {
  if (!input.hasReady || !input.hasFreeSlot) return { state: freshWatch, wedged: false, rebuild: false };
  const claimableSince = state.claimableSince ?? input.now;
  const stuckForMs = input.now - Math.max(claimableSince, input.lastProgressAt);
  if (stuckForMs < wedgedAfterMs)
    return { state: { claimableSince, rebuiltAt: undefined }, wedged: false, rebuild: false };
  const rebuild = state.rebuiltAt === undefined || input.now - state.rebuiltAt >= wedgedAfterMs;
  return { state: { claimableSince, rebuiltAt: rebuild ? input.now : state.rebuiltAt }, wedged: true, rebuild };
}
