const quietMs = 40;
const maxWaitMs = 500;

/**
 * Resolves once no output has come for a moment. A process's exit can overtake its last output, and its pipes may stay
 * open for ever in the hands of a child, so neither "exit" nor "end of file" alone says that all was read.
 * @param lastOutputAt instant of the last output on the clock `now`
 */
export async function untilQuiet(lastOutputAt: () => number, now: () => number): Promise<void> {
  const from = now();
  for (;;) {
    const at = now();
    const quietSince = Math.max(from, lastOutputAt());
    if (at - quietSince >= quietMs || at - from >= maxWaitMs) return;
    await new Promise((resolve) => setTimeout(resolve, quietMs - (at - quietSince)));
  }
}
