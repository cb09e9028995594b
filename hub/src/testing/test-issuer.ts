import {
  InstanceId,
  MessageId,
  newId,
  PrincipalId,
  readEnvelope,
  RunId,
  signEnvelope,
  WorkspaceId,
  type CommandBody,
  type CommandMessage,
  type EventsBody,
  type GrantBody,
  type ReceiptBody,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';

export interface SignedMessage<T> {
  readonly message: T;
  readonly text: string;
}

/** A command as its receiver knows it: with the digest that receipts are bound to. */
export type AskedCommand = CommandMessage & { readonly sha256: string };

export function asked(command: SignedMessage<CommandMessage>): AskedCommand {
  return { ...command.message, sha256: readEnvelope(command.text).sha256 };
}

export interface CommandWish {
  readonly aud: string;
  readonly ws: string;
  readonly body: CommandBody;
  readonly agt?: string;
  readonly change?: Partial<CommandMessage>;
}

export interface GrantWish {
  readonly grantee: string;
  readonly ws?: string;
  readonly verbs?: GrantBody['verbs'];
  readonly agents?: string[];
  readonly exp?: number;
}

export interface EventsWish {
  readonly aud: string;
  readonly ws: string;
  readonly agt: string;
  readonly body: EventsBody;
  readonly gen?: number;
}

export type ReceiptWish = Partial<ReceiptBody> & Pick<ReceiptBody, 'status'>;

interface Common {
  readonly v: 1;
  readonly id: MessageId;
  readonly iss: InstanceId;
  readonly aud: InstanceId;
  readonly hub: string;
  readonly iat: number;
  readonly exp: number;
}

const hourMs = 3_600_000;

/** Builds and signs an instance's messages, fresh unless told otherwise. Nothing is sent. */
export class TestIssuer {
  readonly identity: Identity;
  readonly workspaceId = WorkspaceId.parse(newId(Date.now()));
  readonly #hubId: string;

  constructor(identity: Identity, hubId: string) {
    this.identity = identity;
    this.#hubId = hubId;
  }

  #common(aud: string, lifetimeMs = hourMs): Common {
    const iat = Date.now();
    const id = MessageId.parse(newId(iat));
    const { instanceId: iss } = this.identity;
    return { v: 1, id, iss, aud: InstanceId.parse(aud), hub: this.#hubId, iat, exp: iat + lifetimeMs };
  }

  command(wish: CommandWish): SignedMessage<CommandMessage> {
    const common = this.#common(wish.aud, 60_000);
    const message: CommandMessage = {
      ...common,
      hub: InstanceId.parse(this.#hubId),
      act: { kind: 'user', id: PrincipalId.parse(newId(common.iat)) },
      ws: WorkspaceId.parse(wish.ws),
      agt: RunId.parse(wish.agt ?? newId(common.iat)),
      body: wish.body,
      ...wish.change,
    };
    return { message, text: signEnvelope('command', message, this.identity.command) };
  }

  grant(wish: GrantWish): SignedMessage<Common> {
    const common = this.#common(wish.grantee);
    const message = {
      ...common,
      act: { kind: 'user', id: newId(common.iat) },
      ws: WorkspaceId.parse(wish.ws ?? this.workspaceId),
      body: {
        grant: newId(common.iat),
        grantee: wish.grantee,
        verbs: wish.verbs ?? ['agent.spawn', 'agent.status', 'agent.kill'],
        ...(wish.agents === undefined ? {} : { agents: wish.agents }),
        nbf: common.iat,
        exp: wish.exp ?? common.exp,
      },
    };
    return { message, text: signEnvelope('grant', message, this.identity.grant) };
  }

  /** A receipt for a command that came in. */
  receipt(command: AskedCommand, body: ReceiptWish): SignedMessage<Common> {
    const message = {
      ...this.#common(command.iss),
      ws: command.ws,
      ...(command.agt === undefined ? {} : { agt: command.agt }),
      body: { command: command.id, sha256: command.sha256, ...body },
    };
    return { message, text: signEnvelope('receipt', message, this.identity.command) };
  }

  events(wish: EventsWish): SignedMessage<Common> {
    const { ws, agt, body, gen = 0 } = wish;
    const message = { ...this.#common(wish.aud), ws, agt, gen, body };
    return { message, text: signEnvelope('events', message, this.identity.command) };
  }
}
