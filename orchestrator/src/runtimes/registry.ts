import { WheelhouseError } from '@wheelhouse/protocol';
import type { RuntimeAdapter } from './adapter.ts';

export interface RuntimeRegistry {
  /** The adapter of that name. Throws UNSUPPORTED naming those that exist. */
  get(runtime: string): RuntimeAdapter;
  list(): readonly RuntimeAdapter[];
}

/** Throws INVALID for two adapters of one name. */
export function createRuntimeRegistry(adapters: readonly RuntimeAdapter[]): RuntimeRegistry {
  const byName = new Map<string, RuntimeAdapter>();
  for (const adapter of adapters) {
    if (byName.has(adapter.name)) throw new WheelhouseError('INVALID', `two runtimes are named ${adapter.name}`);
    byName.set(adapter.name, adapter);
  }
  return {
    get(runtime) {
      const adapter = byName.get(runtime);
      if (adapter) return adapter;
      throw new WheelhouseError(
        'UNSUPPORTED',
        `no runtime ${runtime} here; there are: ${[...byName.keys()].join(', ')}`,
      );
    },
    list: () => [...byName.values()],
  };
}
