import { limits } from '@wheelhouse/protocol';
import type { HubLimits } from '../limits.ts';

/** One row of a mailbox before it has its place. */
export interface Letter {
  readonly type: 'data' | 'policy' | 'sync';
  readonly kind: string | null;
  readonly issuer: string | null;
  readonly messageId: string | null;
  readonly workspaceId: string | null;
  readonly lane: 'ctl' | 'run' | null;
  /** The envelope's text, or the frame's body as JSON. */
  readonly content: string;
  /** Milliseconds since the epoch; null = keeps. */
  readonly exp: number | null;
}

/** A letter in its place: `position` is its offset on the link. */
export interface MailboxRow extends Letter {
  readonly spokeId: string;
  readonly position: number;
  readonly bytes: number;
}

/** Where one spoke's mailbox and link stand. */
export interface MailboxHead {
  readonly spokeId: string;
  readonly epoch: string;
  readonly nextOffset: number;
  readonly ackedOffset: number;
  readonly upEpoch: string | null;
  readonly upOffset: number;
  readonly messages: number;
  readonly bytes: number;
}

/** What one issuer already has in one mailbox. */
export interface IssuerShare {
  readonly messages: number;
  readonly bytes: number;
}

type Caps = Pick<HubLimits, 'mailboxMaxMessages' | 'mailboxMaxBytes' | 'mailboxIssuerShare'>;

/**
 * Whether the shares of single issuers have to be counted before appending: below one share of the whole nobody can
 * be over it, so the count, which is costly in a full mailbox, is left out.
 */
export function needsShares(head: MailboxHead, incoming: { messages: number; bytes: number }, caps: Caps): boolean {
  return (
    head.messages + incoming.messages > caps.mailboxMaxMessages * caps.mailboxIssuerShare ||
    head.bytes + incoming.bytes > caps.mailboxMaxBytes * caps.mailboxIssuerShare
  );
}

/** True where a letter of this size still fits; the hub's own letters (policy, sync) always do. */
export function hasRoom(head: MailboxHead, letter: { bytes: number; share: IssuerShare }, caps: Caps): boolean {
  const { bytes, share } = letter;
  return (
    head.messages + 1 <= caps.mailboxMaxMessages &&
    head.bytes + bytes <= caps.mailboxMaxBytes &&
    share.messages + 1 <= caps.mailboxMaxMessages * caps.mailboxIssuerShare &&
    share.bytes + bytes <= caps.mailboxMaxBytes * caps.mailboxIssuerShare
  );
}

/** Puts a letter at the end: its row, and the head afterwards. */
export function place(head: MailboxHead, letter: Letter): { readonly row: MailboxRow; readonly head: MailboxHead } {
  const bytes = Buffer.byteLength(letter.content);
  return {
    row: { ...letter, spokeId: head.spokeId, position: head.nextOffset, bytes },
    head: { ...head, nextOffset: head.nextOffset + 1, messages: head.messages + 1, bytes: head.bytes + bytes },
  };
}

/** True for what is not sent any more: it expired, or it would start a run in a fleet that was stopped. */
export function isVoid(
  row: Pick<Letter, 'exp' | 'lane'>,
  at: { readonly now: number; readonly isHeld: boolean },
): boolean {
  return (row.exp !== null && hasExpired(row.exp, at.now)) || (at.isHeld && row.lane === 'run');
}

/** True where a target may no longer accept it: the same tolerance for clocks as at the target. */
export function hasExpired(exp: number, now: number): boolean {
  return now > exp + limits.clockSkewMaxMs;
}
