import {
  newId,
  signEnvelope,
  type CommandBody,
  type GrantId,
  type InstanceId,
  type MessageId,
  type PrincipalId,
  type RunId,
  type Signer,
  type WorkspaceId,
} from '@wheelhouse/protocol';

export interface CommandWish {
  readonly issuer: InstanceId;
  readonly audience: InstanceId;
  readonly hub: InstanceId;
  readonly workspace: WorkspaceId;
  readonly run: RunId;
  readonly body: CommandBody;
  readonly grants?: readonly GrantId[];
  /** Milliseconds since the epoch; default now. */
  readonly issuedAt?: number;
  readonly lifetimeMs?: number;
}

export interface SignedCommand {
  readonly id: MessageId;
  readonly run: RunId;
  readonly envelope: string;
}

const defaultLifetimeMs = 50_000;

/** Builds and signs a command as an issuer of its own would, without any spoke's help. */
export function signCommand(wish: CommandWish, key: Signer): SignedCommand {
  const iat = wish.issuedAt ?? Date.now();
  const id = newId(Date.now()) as MessageId;
  const message = {
    v: 1,
    id,
    iss: wish.issuer,
    act: { kind: 'service', id: wish.issuer as string as PrincipalId },
    aud: wish.audience,
    hub: wish.hub,
    ws: wish.workspace,
    agt: wish.run,
    iat,
    exp: iat + (wish.lifetimeMs ?? defaultLifetimeMs),
    ...(wish.grants === undefined ? {} : { grant: wish.grants }),
    body: wish.body,
  };
  return { id, run: wish.run, envelope: signEnvelope('command', message, key) };
}
