import type { CommandMessage, InstanceId, OpenedMessage } from '@wheelhouse/protocol';
import type { Authority } from './facts.ts';

/** Where on the link a message stood, so that its storage and its acknowledgement are one fact. */
export interface LinkPosition {
  readonly hub: InstanceId;
  readonly epoch: string;
  readonly offset: number;
}

export type CommandSource =
  | { readonly kind: 'link'; readonly position: LinkPosition }
  | {
      readonly kind: 'local';
      readonly authority: Extract<Authority, { kind: 'local' }>;
      readonly requestId?: string;
      readonly ip?: string | undefined;
      readonly userAgent?: string | null | undefined;
    }
  /** An agent asked for it, by the door of its run; it acts for whom the run does. */
  | {
      readonly kind: 'run';
      readonly parentId: string;
      readonly authority: Extract<Authority, { kind: 'local' }> | GrantedIssuer;
      readonly requestId: string;
    };

/** Another instance for which a run runs, and the grant by which it does. */
export interface GrantedIssuer {
  readonly kind: 'issuer';
  readonly issuer: InstanceId;
}

export type OpenedCommand = OpenedMessage<'command'> & { readonly message: CommandMessage };

/** A command whose signature was verified, and the way it came. */
export interface Arrival {
  readonly opened: OpenedCommand;
  readonly source: CommandSource;
}
