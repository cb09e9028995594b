import {
  MessageId,
  newId,
  PrincipalId,
  RunId,
  signEnvelope,
  type CommandBody,
  type CommandMessage,
  type InstanceId,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';

export interface Address {
  readonly aud: InstanceId;
  readonly hub: InstanceId;
  readonly ws: WorkspaceId;
}

export interface Signed {
  readonly id: MessageId;
  readonly text: string;
}

/** A command signed now, about a run of its own where none is named. */
export function signCommand(issuer: Identity, to: Address, about: { body: CommandBody; agt?: RunId }): Signed {
  const now = Date.now();
  const message: CommandMessage = {
    v: 1,
    id: MessageId.parse(newId(now)),
    iss: issuer.instanceId,
    ...to,
    iat: now,
    exp: now + 60_000,
    act: { kind: 'user', id: PrincipalId.parse(newId(now)) },
    agt: about.agt ?? RunId.parse(newId(now)),
    body: about.body,
  };
  return { id: message.id, text: signEnvelope('command', message, issuer.command) };
}

/** A spawn whose signed payload has about 1 KiB. */
export const kibSpawn: CommandBody = { verb: 'agent.spawn', agent: 'shell', prompt: 'x'.repeat(610) };

/** Everything on this workspace, for an hour. */
export function signGrant(
  granter: Identity,
  to: { readonly grantee: InstanceId; readonly hub: InstanceId; ws: WorkspaceId },
): Signed {
  const now = Date.now();
  const id = MessageId.parse(newId(now));
  const message = {
    v: 1,
    id,
    iss: granter.instanceId,
    aud: to.grantee,
    hub: to.hub,
    iat: now,
    exp: now + 3_600_000,
    act: { kind: 'user', id: newId(now) },
    ws: to.ws,
    body: {
      grant: newId(now),
      grantee: to.grantee,
      verbs: ['agent.spawn', 'agent.status', 'agent.kill'],
      nbf: now,
      exp: now + 3_600_000,
    },
  };
  return { id, text: signEnvelope('grant', message, granter.grant) };
}
