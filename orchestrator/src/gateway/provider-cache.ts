import type { WorkspaceId } from '@wheelhouse/protocol';
import type { Providers } from './types.ts';

/** A key that was changed or taken back counts for at most this long. */
const keptMs = 60_000;

export interface ProviderCacheDeps {
  readonly load: (workspaceId: WorkspaceId) => Promise<Providers>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** Keys come from a store that need not be asked for each request. Failures are not kept. */
export class ProviderCache {
  readonly #deps: ProviderCacheDeps;
  readonly #kept = new Map<WorkspaceId, { readonly providers: Promise<Providers>; readonly until: number }>();

  constructor(deps: ProviderCacheDeps) {
    this.#deps = deps;
  }

  get(workspaceId: WorkspaceId): Promise<Providers> {
    const kept = this.#kept.get(workspaceId);
    if (kept !== undefined && this.#deps.now() < kept.until) return kept.providers;
    this.#forgetOld();
    const providers = this.#deps.load(workspaceId);
    this.#kept.set(workspaceId, { providers, until: this.#deps.now() + keptMs });
    providers.catch(() => this.forget(workspaceId));
    return providers;
  }

  /** After a provider refused the key: the next request asks the store. */
  forget(workspaceId: WorkspaceId): void {
    this.#kept.delete(workspaceId);
  }

  #forgetOld(): void {
    for (const [id, { until }] of this.#kept) if (until <= this.#deps.now()) this.#kept.delete(id);
  }
}
