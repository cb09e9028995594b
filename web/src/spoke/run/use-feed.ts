import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLiveSocket } from '../../live/live-context.tsx';
import { RunFeed, type RunEvent } from './feed.ts';

const hiddenDrawMs = 250;

/** A feed that tells its readers at most once a frame, however much comes in. */
class LiveFeed {
  readonly feed = new RunFeed();
  /** Why nothing more comes, beside the run's end. */
  refusal: string | null = null;
  readonly #readers = new Set<() => void>();
  #isDue = false;
  #cancel: () => void = () => undefined;
  #seen = 0;

  readonly subscribe = (reader: () => void): (() => void) => {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  };

  readonly version = (): number => this.#seen;

  take(event: RunEvent): void {
    this.feed.take(event);
    this.tell();
  }

  tell(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const frame = requestAnimationFrame(() => this.#draw());
    // A tab that nobody looks at has no frames, and yet a title and an icon that say how it goes.
    const timer = setTimeout(() => this.#draw(), hiddenDrawMs);
    this.#cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }

  #draw(): void {
    this.#cancel();
    this.#isDue = false;
    this.#seen += 1;
    for (const reader of this.#readers) reader();
  }
}

export interface FeedState {
  readonly feed: RunFeed;
  readonly refusal: string | null;
}

/** All events of a run, from the first on and then as they come, without a loss across breaks of the connection. */
export function useFeed(runId: string): FeedState {
  const socket = useLiveSocket();
  const [live, setLive] = useState(() => new LiveFeed());
  useEffect(() => {
    if (socket === null) return undefined;
    const next = new LiveFeed();
    setLive(next);
    const reader = {
      onEvent: (event: { seq: number; at: number; type: string; data: object }) => next.take(event as RunEvent),
      onAnew: () => undefined,
      onEnd: (code: string | null) => {
        next.refusal = code;
        next.tell();
      },
    };
    return socket.read(`runs/${runId}/events`, reader, { epoch: 'stored', seq: 0 });
  }, [socket, runId]);
  useSyncExternalStore(live.subscribe, live.version);
  return live;
}
