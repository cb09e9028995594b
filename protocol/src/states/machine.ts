/** A state machine as a table: from each state, the states that may follow. */
export type Table<S extends string> = Readonly<Record<S, readonly S[]>>;

export interface Machine<S extends string> {
  readonly states: readonly S[];
  /** False also where `to` is `from`: staying is no move. */
  canMove(from: S, to: S): boolean;
  /** A state that nothing follows. */
  isTerminal(state: S): boolean;
}

export function machineOf<S extends string>(table: Table<S>): Machine<S> {
  return {
    states: Object.keys(table) as S[],
    canMove: (from, to) => table[from].includes(to),
    isTerminal: (state) => table[state].length === 0,
  };
}
