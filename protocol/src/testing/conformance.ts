/** One promise of the protocol, checked over a transport; runs in any test runner. */
export interface ConformanceCase {
  readonly name: string;
  /** @throws Error saying which promise was broken */
  readonly run: () => Promise<void>;
}

/** @throws Error naming the broken promise */
export function check(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`not kept: ${promise}`);
}

export function checkEqual(actual: unknown, expected: unknown, promise: string): void {
  if (actual === expected) return;
  throw new Error(`not kept: ${promise}; expected ${String(expected)}, got ${String(actual)}`);
}
