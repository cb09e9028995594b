import type { Signer } from '../crypto/signer.ts';
import { signEnvelope } from '../envelope/dsse.ts';
import { MessageId, newId, PrincipalId, RunId, type InstanceId, type WorkspaceId } from '../ids.ts';
import type { CommandBody } from '../messages/command.ts';
import type { CommandMessage } from '../messages/signed.ts';

/** What a peer of these tests holds; the `Identity` of a key file fits. */
export interface PeerKeys {
  readonly instanceId: InstanceId;
  readonly link: Signer;
  readonly command: Signer;
  readonly grant: Signer;
  /** Envelope text. */
  readonly keyset: string;
  readonly fingerprint: string;
}

export interface SignedCommand {
  readonly message: CommandMessage;
  /** Envelope text. */
  readonly text: string;
}

/** Builds and signs a command, fresh unless `changes` say otherwise. */
export function signCommand(
  issuer: PeerKeys,
  to: { readonly aud: InstanceId; readonly hub: InstanceId; readonly ws: WorkspaceId },
  body: CommandBody,
  options: { readonly now: number; readonly changes?: Partial<CommandMessage>; readonly key?: Signer },
): SignedCommand {
  const { now } = options;
  const message: CommandMessage = {
    v: 1,
    id: MessageId.parse(newId(now)),
    iss: issuer.instanceId,
    act: { kind: 'user', id: PrincipalId.parse(newId(now)) },
    ...to,
    iat: now,
    exp: now + 60_000,
    agt: RunId.parse(newId(now)),
    body,
    ...options.changes,
  };
  return { message, text: signEnvelope('command', message, options.key ?? issuer.command) };
}
