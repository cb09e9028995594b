/** Fails a step of the tour. @throws Error saying what was expected */
export function check(holds: boolean, expected: string): asserts holds {
  if (!holds) throw new Error(`expected ${expected}`);
}
