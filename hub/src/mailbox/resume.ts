import type { Position } from '@wheelhouse/protocol';
import type { MailboxHead } from './rules.ts';

export interface Resume {
  /** The head as it has to be stored. */
  readonly head: MailboxHead;
  readonly resumed: { readonly down: boolean; readonly up: boolean };
  readonly start: { readonly down: Position; readonly up: Position };
  /** Letters up to this offset are durably stored by the spoke. */
  readonly trimTo: number;
}

/**
 * Where both directions of a new session begin. A whole resume needs the same epoch and an offset between what the hub
 * has dropped and what it has assigned. Otherwise it is said loudly: the down direction continues with what the hub
 * still holds (under a new epoch where the spoke has seen offsets this store never assigned: the hub's store was set
 * back), the up direction with what the spoke will send next.
 */
export function decideResume(
  stored: MailboxHead,
  hello: { readonly down: Position; readonly up: Position },
  newEpoch: string,
): Resume {
  const sameDown = hello.down.epoch === stored.epoch;
  const downResumed = sameDown && hello.down.offset >= stored.ackedOffset && hello.down.offset < stored.nextOffset;
  const setBack = sameDown && hello.down.offset >= stored.nextOffset;
  const epoch = setBack ? newEpoch : stored.epoch;
  const downOffset = downResumed ? hello.down.offset : stored.ackedOffset;
  const upResumed = hello.up.epoch === stored.upEpoch && hello.up.offset <= stored.upOffset;
  const upOffset = upResumed ? stored.upOffset : hello.up.offset;
  return {
    head: { ...stored, epoch, upEpoch: hello.up.epoch, upOffset },
    resumed: { down: downResumed, up: upResumed },
    start: { down: { epoch, offset: downOffset }, up: { epoch: hello.up.epoch, offset: upOffset } },
    trimTo: downOffset,
  };
}
