import type { Code, OpenedMessage } from '@wheelhouse/protocol';
import { takeCommand, type IntakeDeps, type LinkPosition } from '../intake/take-command.ts';
import { applyEvents } from './apply-events.ts';
import { applyGrant } from './apply-grant.ts';
import { applyReceipt, type ReturnDeps } from './apply-receipt.ts';

/**
 * Stores one verified message from the link, together with the link position.
 * @returns a code where it is refused without a signature; null where it was taken, whatever the answer
 */
export async function takeMessage(
  deps: { readonly intake: IntakeDeps; readonly returns: ReturnDeps },
  opened: OpenedMessage,
  position: LinkPosition,
): Promise<Code | null> {
  switch (opened.kind) {
    case 'command': {
      const result = await takeCommand(deps.intake, opened, { kind: 'link', position });
      return result.kind === 'reused' ? 'ID_REUSED' : null;
    }
    case 'receipt':
      await applyReceipt(deps.returns, opened, position);
      return null;
    case 'events':
      await applyEvents(deps.returns, opened, position);
      return null;
    case 'grant':
      await applyGrant(deps.returns, opened, position);
      return null;
  }
}
