import type { PaletteAction } from './palette.tsx';

interface RunRow {
  readonly id: string;
  readonly agent: string;
  readonly state: string;
}

/** Runs as the palette offers them, found by any part of their ids. Pure. */
export function paletteRuns(runs: readonly RunRow[], go: (id: string) => void): PaletteAction[] {
  return runs.map(({ id, agent, state }) => ({
    id: `run:${id}`,
    label: `${agent} …${id.slice(-12)}`,
    description: `Run, ${state}`,
    keywords: id,
    run: () => go(id),
  }));
}

/** Somebody pasted an id: the run of it, whether it is among the newest or not. Pure. */
export function paletteRun(id: string, go: (id: string) => void): PaletteAction {
  return { id: `id:${id}`, label: `Open run ${id}`, run: () => go(id) };
}
