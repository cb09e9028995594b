/** A delay that is called off when nobody waits for it any more. */
export interface Timer {
  readonly elapsed: Promise<void>;
  clear(): void;
}

/** `elapsed` resolves after `ms`, and never once it was cleared. */
export function startTimer(ms: number): Timer {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { elapsed, clear: () => clearTimeout(timer) };
}
