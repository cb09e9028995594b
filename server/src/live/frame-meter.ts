/** Lets so many frames pass a second, after a first burst. A token bucket. */
export interface FrameMeter {
  /** False = too many. */
  take(bytes: number): boolean;
}

/** A frame that names a topic fits many times; a large one costs as much to read as so many small ones. */
const bytesPerFrame = 4 * 1024;

export function createFrameMeter(options: {
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  readonly now: () => number;
}): FrameMeter {
  const { framesPerSecond, framesBurst, now } = options;
  let left = framesBurst;
  let seenAt = now();
  return {
    take(bytes) {
      const at = now();
      left = Math.min(framesBurst, left + (Math.max(0, at - seenAt) / 1_000) * framesPerSecond);
      seenAt = at;
      const cost = Math.max(1, Math.ceil(bytes / bytesPerFrame));
      if (left < cost) return false;
      left -= cost;
      return true;
    },
  };
}
