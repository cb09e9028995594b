import {
  limits,
  signEnvelope,
  type CommandOutcome,
  type InstanceId,
  type ReceiptStatus,
  type RunView,
  type Signer,
} from '@wheelhouse/protocol';
import type { Refusal } from '../intake/rules.ts';

export interface ReceiptSigner {
  readonly self: InstanceId;
  readonly command: Signer;
  /** The hub that carries receipts; this instance itself where there is none. */
  hubId(): InstanceId;
}

/** What a receipt answers; the fields of the command as it was signed. */
export interface AnsweredCommand {
  readonly sha256: string;
  readonly message: {
    readonly id: string;
    readonly iss: string;
    readonly ws: string;
    readonly agt?: string | undefined;
  };
}

export interface ReceiptFacts {
  readonly command: AnsweredCommand;
  /** The receipt's own message id. */
  readonly id: string;
  readonly status: ReceiptStatus;
  readonly outcome?: CommandOutcome;
  readonly refusal?: Refusal;
  /** What there is to say where nothing was refused. */
  readonly message?: string;
  readonly run?: RunView;
  readonly now: number;
}

const messageMaxLength = 2048;

/** Signs one receipt to the command's issuer, bound to the bytes that were asked. Returns the envelope text. */
export function signReceipt(signer: ReceiptSigner, facts: ReceiptFacts): string {
  const { message, sha256 } = facts.command;
  const text = (facts.refusal?.message ?? facts.message)?.slice(0, messageMaxLength);
  const body = {
    command: message.id,
    sha256,
    status: facts.status,
    ...(facts.outcome === undefined ? {} : { outcome: facts.outcome }),
    ...(facts.refusal === undefined ? {} : { code: facts.refusal.code }),
    ...(text === undefined ? {} : { message: text }),
    ...(facts.run === undefined ? {} : { run: facts.run }),
  };
  const receipt = {
    v: 1,
    id: facts.id,
    iss: signer.self,
    aud: message.iss,
    hub: signer.hubId(),
    iat: facts.now,
    exp: facts.now + limits.commandMaxLifetimeMs,
    ws: message.ws,
    ...(message.agt === undefined ? {} : { agt: message.agt }),
    ...(facts.run === undefined ? {} : { gen: facts.run.gen }),
    body,
  };
  return signEnvelope('receipt', receipt, signer.command);
}
