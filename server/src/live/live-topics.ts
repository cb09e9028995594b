import type { Caller } from '../auth.ts';

/** A place in a topic. Numbers of another epoch mean nothing. */
export interface LivePosition {
  readonly epoch: string;
  readonly seq: number;
}

export interface LiveEvent {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: string;
  readonly data: object;
}

/** What following a topic brings. `start` is first, and once. */
export type LiveStep =
  /** Events after `position` follow; without `isContinued` the wanted position is not known here (any more). */
  | { readonly kind: 'start'; readonly position: LivePosition; readonly isContinued: boolean }
  | { readonly kind: 'events'; readonly events: readonly LiveEvent[] }
  /** What happened until `position` is not known. */
  | { readonly kind: 'reset'; readonly position: LivePosition }
  /** Nothing will follow. */
  | { readonly kind: 'end' }
  /** There is no such thing any more, for this reader. */
  | { readonly kind: 'gone' };

export interface LiveReader {
  /** With the rights of this moment. */
  caller(): Caller;
  /** Which part of the topic, as {@link LiveTopics.viewOf} said. */
  readonly view: string;
  /** Of the last event seen; null = from now on. */
  readonly from: LivePosition | null;
}

/** What can be followed, and by whom. */
export interface LiveTopics {
  /**
   * Which part of a topic the caller may read now; where it changes, the subscription begins anew.
   * @throws WheelhouseError NOT_AUTHORIZED, NOT_FOUND: the same for what is foreign and for what does not exist
   */
  viewOf(caller: Caller, topic: string): Promise<string>;
  /** Reads on only when asked for the next step; ends soon after `signal` aborts. */
  follow(topic: string, reader: LiveReader, signal: AbortSignal): AsyncIterable<LiveStep>;
}
