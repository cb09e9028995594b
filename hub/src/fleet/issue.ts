import { openEnvelope, readEnvelope, WheelhouseError, type InstanceId, type OpenedMessage } from '@wheelhouse/protocol';
import type { Directory } from '../directory/directory.ts';
import type { AuditTrail } from '@wheelhouse/server';
import type { CommitLoop } from '../relay/commit-loop.ts';
import type { Verdict } from '../relay/items.ts';

export interface IssueDeps {
  readonly directory: Directory;
  readonly commits: CommitLoop;
  readonly now: () => number;
}

export type OpenedCommand = OpenedMessage<'command'>;

/** Of the request that brought a command. */
export interface IssueRequest {
  readonly requestId: string;
  readonly trail: AuditTrail;
}

/**
 * Takes a command that a console's key signed, on the same path as one that came over a link. Resolves when it is
 * durably in the target's mailbox (or was before).
 * @returns issuer and id of the command
 * @throws WheelhouseError with the code that a link would have been told
 */
export async function issueCommand(
  deps: IssueDeps,
  envelope: string,
  request: IssueRequest,
): Promise<{ readonly iss: InstanceId; readonly id: string }> {
  const opened = await openCommand(deps, envelope);
  await submitCommand(deps, opened, request);
  return { iss: opened.message.iss, id: opened.message.id };
}

/** @throws WheelhouseError KEY_UNKNOWN where no console signed it, else as every envelope */
export async function openCommand(deps: IssueDeps, envelope: string): Promise<OpenedCommand> {
  const signed = readEnvelope(envelope);
  const console = findConsole(deps.directory, signed.keyid);
  if (console === null) throw new WheelhouseError('KEY_UNKNOWN', 'no console has this key');
  return await openEnvelope(signed, {
    kinds: ['command'],
    keys: console.keys,
    issuer: console.id as InstanceId,
    now: deps.now(),
    verify: 'async',
  });
}

/** Resolves when it is durably in the target's mailbox (or was before). @throws WheelhouseError with the relay's code */
export async function submitCommand(deps: IssueDeps, opened: OpenedCommand, request: IssueRequest): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    deps.commits.submit({
      source: null,
      content: { type: 'message', opened, hints: null },
      requestId: request.requestId,
      settle: (verdict) => {
        tellTrail(request.trail, verdict);
        if (verdict.kind === 'refused') reject(new WheelhouseError(verdict.code));
        else resolve();
      },
      fail: (cause) => reject(new WheelhouseError('UNAVAILABLE', 'the store did not take it', { cause })),
    });
  });
}

/** The relay wrote its row, but for what it had before and for what came too fast. */
function tellTrail(trail: AuditTrail, verdict: Verdict): void {
  const written = verdict.kind === 'stored' || (verdict.kind === 'refused' && verdict.code !== 'RATE_LIMITED');
  trail.accepted ||= written;
  trail.rejected ||= written;
}

/** Only consoles issue over HTTP; what a spoke's key signed has to come over that spoke's link. */
function findConsole(directory: Directory, keyid: string): ReturnType<Directory['findInstance']> {
  for (const instance of directory.listInstances()) {
    if (instance.kind === 'console' && instance.keys.some((key) => key.keyid === keyid)) return instance;
  }
  return null;
}
