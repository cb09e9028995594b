import type { Code, OpenedMessage } from '@wheelhouse/protocol';
import type { LinkPosition, OpenedCommand } from '../intake/arrival.ts';
import { takeCommands, type IntakeDeps } from '../intake/take-command.ts';
import { applyEvents } from './apply-events.ts';
import { applyGrant } from './apply-grant.ts';
import { applyReceipt, type ReturnDeps } from './apply-receipt.ts';

/** A verified message and where on the link it stood. */
export interface LinkArrival<Opened extends OpenedMessage = OpenedMessage> {
  readonly opened: Opened;
  readonly position: LinkPosition;
}

/** What was said without a signature about each, in their order: null where it was taken, whatever the answer. */
export type Verdicts = readonly (Code | null)[];

/** Commands of one issuer for one workspace can be stored in one transaction; of all else each has its own. */
export function mayShareTransaction(one: OpenedMessage, other: OpenedMessage): boolean {
  return (
    one.kind === 'command' &&
    other.kind === 'command' &&
    one.message.iss === other.message.iss &&
    one.message.ws === other.message.ws &&
    one.message.id !== other.message.id
  );
}

interface TakeDeps {
  readonly intake: IntakeDeps;
  readonly returns: ReturnDeps;
}

/**
 * Stores verified messages from the link, together with the link position.
 * @param arrivals one, or several that may share a transaction
 */
export async function takeMessages(deps: TakeDeps, arrivals: readonly LinkArrival[]): Promise<Verdicts> {
  const commands = arrivals.filter(isCommand);
  if (commands.length === 0) return Promise.all(arrivals.map((arrival) => takeReturned(deps.returns, arrival)));
  const results = await takeCommands(
    deps.intake,
    commands.map(({ opened, position }) => ({ opened, source: { kind: 'link', position } })),
  );
  return results.map((result) => (result.kind === 'reused' ? 'ID_REUSED' : null));
}

function isCommand(arrival: LinkArrival): arrival is LinkArrival<OpenedCommand> {
  return arrival.opened.kind === 'command';
}

async function takeReturned(deps: ReturnDeps, { opened, position }: LinkArrival): Promise<null> {
  if (opened.kind === 'receipt') await applyReceipt(deps, opened, position);
  if (opened.kind === 'events') await applyEvents(deps, opened, position);
  if (opened.kind === 'grant') await applyGrant(deps, opened, position);
  return null;
}
