import { newId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { LiveFeed, type LiveLimits, type LivePosition, type LiveStep, type Logger } from '@wheelhouse/server';
import type { AccessChange } from '../access/access-changes.ts';
import { readChanges, type ListReader } from './read-changes.ts';

/** Told by the database, with the commit: `<workspace>:<topic>:<id>`. */
export const liveChannel = 'wh_live';

export interface ListFeedsDeps {
  readonly db: SpokeDb;
  readonly logger: Logger;
  readonly limits: Pick<LiveLimits, 'keptEvents' | 'keptMs'>;
  readonly now: () => number;
}

/** The lists of all workspaces that somebody watches, each read once for all who see the same of it. */
export interface ListFeeds {
  follow(reader: ListReader, from: LivePosition | null, signal: AbortSignal): AsyncGenerator<LiveStep, void>;
  /** Whoever sees a part of a list may see another part now. */
  rightsChanged(change: AccessChange): void;
  close(): Promise<void>;
}

/** How many things one reading takes up. */
const batch = 200;

export async function openListFeeds(deps: ListFeedsDeps): Promise<ListFeeds> {
  const feeds = new Map<string, ListFeed>();
  const listener = await deps.db.listen(liveChannel, (payload) => {
    const [workspaceId, topic, id] = payload.split(':');
    for (const feed of feeds.values()) {
      // Nothing readable means that some may have been missed.
      if (id === undefined) feed.reset();
      else if (feed.reader.workspaceId === workspaceId && feed.reader.topic === topic) feed.changed(id);
    }
  });
  const feedOf = (reader: ListReader): ListFeed => {
    const key = keyOf(reader);
    const known = feeds.get(key);
    if (known !== undefined) return known;
    const feed = new ListFeed(deps, reader, () => void feeds.delete(key));
    feeds.set(key, feed);
    return feed;
  };
  return {
    follow: (reader, from, signal) => feedOf(reader).follow(from, signal),
    rightsChanged({ workspaceId, principalId }) {
      for (const { reader, reset } of feeds.values()) {
        const { view, principal } = reader;
        if (workspaceId !== null && workspaceId !== reader.workspaceId) continue;
        if (view.kind === 'part' && (principalId === null || principalId === principal.id)) reset();
      }
    },
    async close() {
      await listener.close();
      for (const feed of feeds.values()) feed.close();
    },
  };
}

/** Who sees the whole sees the same as everybody who does. */
function keyOf({ workspaceId, topic, view, principal }: ListReader): string {
  const part = view.kind === 'all' ? 'all' : `${principal.id} ${view.permissions.join(' ')}`;
  return `${workspaceId} ${topic} ${part}`;
}

class ListFeed {
  readonly reader: ListReader;
  readonly #deps: ListFeedsDeps;
  readonly #feed: LiveFeed;
  readonly #onUnused: () => void;
  readonly #changed = new Set<string>();
  #readers = 0;
  #isReading = false;
  #unused: NodeJS.Timeout | undefined;

  constructor(deps: ListFeedsDeps, reader: ListReader, onUnused: () => void) {
    this.#deps = deps;
    this.reader = reader;
    this.#onUnused = onUnused;
    this.#feed = new LiveFeed({ newEpoch: () => newId(deps.now()), keptEvents: deps.limits.keptEvents });
  }

  async *follow(from: LivePosition | null, signal: AbortSignal): AsyncGenerator<LiveStep, void> {
    clearTimeout(this.#unused);
    this.#readers += 1;
    try {
      yield* this.#feed.follow(from, signal);
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#leave();
    }
  }

  readonly reset = (): void => {
    this.#changed.clear();
    this.#feed.reset();
  };

  changed(id: string): void {
    this.#changed.add(id);
    if (!this.#isReading) void this.#read();
  }

  close(): void {
    clearTimeout(this.#unused);
  }

  /** Followed for a while without readers, so that one who lost the connection misses nothing. */
  #leave(): void {
    clearTimeout(this.#unused);
    this.#unused = setTimeout(this.#onUnused, this.#deps.limits.keptMs);
    this.#unused.unref();
  }

  /** One reading at a time, so that a thing is never told as it was before it was told last. */
  async #read(): Promise<void> {
    const { db, now, logger } = this.#deps;
    this.#isReading = true;
    try {
      while (this.#changed.size > 0) {
        const ids = [...this.#changed].slice(0, batch);
        for (const id of ids) this.#changed.delete(id);
        const { epoch } = this.#feed.position;
        const changes = await readChanges(db, this.reader, { ids, at: now() });
        // After a reset its readers look anew, and what was read may be what rights do not cover any more.
        if (epoch === this.#feed.position.epoch) this.#feed.append(changes);
      }
    } catch (error) {
      logger.warn({ event: 'live', err: error }, 'changes of a list could not be read');
      this.reset();
    } finally {
      this.#isReading = false;
    }
  }
}
