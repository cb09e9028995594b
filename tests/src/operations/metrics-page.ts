import { readFile } from 'node:fs/promises';

/** One metric, as the page lists it or a server shows it. */
export interface MetricFacts {
  readonly type: string;
  readonly labels: readonly string[];
}

export interface ListedMetrics {
  /** Of a spoke or a hub, by name. */
  readonly own: ReadonlyMap<string, MetricFacts>;
  readonly process: ReadonlyMap<string, MetricFacts>;
}

/** What `docs/metrics.md` says that a kind of server has. */
export async function readMetricsPage(of: 'hub' | 'spoke'): Promise<ListedMetrics> {
  const text = await readFile(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const own = new Map<string, MetricFacts>();
  const process = new Map<string, MetricFacts>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('| `')) continue;
    const [names = '', type = '', labels = '', whose] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const facts = { type, labels: labels === '' ? [] : labels.split(', ').toSorted() };
    for (const [, name = ''] of names.matchAll(/`([a-z0-9_]+)`/g)) {
      if (whose === undefined) process.set(name, facts);
      else if (whose === 'both' || whose === of) own.set(name, facts);
    }
  }
  return { own, process };
}

/** What a server shows: labels only of what has been counted by now. */
export function readExposition(text: string): ReadonlyMap<string, MetricFacts & { readonly isCounted: boolean }> {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  return new Map(
    [...types].map(([name, type]) => {
      const sample = type === 'histogram' ? `${name}_count` : name;
      const found = new RegExp(`^${sample}(?:\\{(.*)\\})? `, 'm').exec(text);
      const labels = [...(found?.[1] ?? '').matchAll(/([a-z_]+)="(?:[^"\\]|\\.)*"/g)].map(([, label = '']) => label);
      return [name, { type, labels: labels.toSorted(), isCounted: found !== null }];
    }),
  );
}

/** The value of one series; null where it is not there. */
export function valueOf(text: string, series: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}
