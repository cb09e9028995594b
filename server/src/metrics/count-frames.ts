import { Frame } from '@wheelhouse/protocol';
import type { Metrics } from './metrics.ts';

const types: ReadonlySet<string> = new Set(Frame.options.map((option) => option.shape.t.value));

/** Counts frames of links by type. A stranger's types are none of ours: they would be as many series as they like. */
export function frameCounter(metrics: Metrics): (direction: 'in' | 'out', text: string) => void {
  return (direction, text) => {
    const type = /^\{"t":"([a-z]{1,16})"/.exec(text)?.[1] ?? '';
    metrics.linkFrames.inc({ direction, type: types.has(type) ? type : 'other' });
  };
}
