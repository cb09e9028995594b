import type { Code, OpenedMessage, RelayedKind, RoutingHints } from '@wheelhouse/protocol';
import type { FrameOf } from '@wheelhouse/protocol';

/** Which session a message came over, and at which place in its stream. */
export interface LinkSource {
  readonly spokeId: string;
  readonly connGen: number;
  readonly epoch: string;
  readonly offset: number;
}

/** What became of one message. */
export type Verdict =
  | { readonly kind: 'stored' }
  /** The same bytes were here before. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly code: Code }
  /** The session that brought it is over; its successor will bring it again. */
  | { readonly kind: 'stale' };

export type Opened = { [K in RelayedKind]: OpenedMessage<K> }[RelayedKind];

/** What a message's content is, once it was verified or refused. */
export type Content =
  | { readonly type: 'message'; readonly opened: Opened; readonly hints: RoutingHints | null }
  | { readonly type: 'inventory'; readonly runs: FrameOf<'inventory'>['runs'] }
  | { readonly type: 'refused'; readonly code: Code; readonly hints: RoutingHints | null };

/** One message on its way into the store. */
export interface Inbound {
  /** Null for the console's commands, which come over HTTP. */
  readonly source: LinkSource | null;
  readonly content: Content;
  readonly requestId?: string;
  settle(verdict: Verdict): void;
  /** The store failed; nothing of this message was written. */
  fail(error: unknown): void;
}
