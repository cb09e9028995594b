/** Lets so many frames pass a second, after a first burst. A token bucket. */
export interface FrameMeter {
  /** False = one too many. */
  take(): boolean;
}

export function createFrameMeter(options: {
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  readonly now: () => number;
}): FrameMeter {
  const { framesPerSecond, framesBurst, now } = options;
  let left = framesBurst;
  let seenAt = now();
  return {
    take() {
      const at = now();
      left = Math.min(framesBurst, left + (Math.max(0, at - seenAt) / 1_000) * framesPerSecond);
      seenAt = at;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
