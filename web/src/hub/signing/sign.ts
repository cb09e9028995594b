// Loaded when something is signed: it brings the protocol's own code, which checks and signs as an instance does.
import {
  buildCommand,
  decodeBase64Url,
  fingerprintOf,
  InstanceId,
  isOfWorkspace,
  newId,
  parseStrictJson,
  PrincipalId,
  signerFromSeed,
  type CommandBody,
} from '@wheelhouse/protocol';
import { Unfit } from '../../ui/unfit.ts';
import type { ConsoleKey } from './console-key.ts';

interface KeyPair {
  readonly seed: string;
  readonly publicKey: string;
}

/** @throws Error in words for people, where the file is no key file or its halves do not belong together */
export function readKeyFile(text: string): ConsoleKey {
  const { instanceId, name, pair } = partsOf(text);
  const signer = signerFromSeed(decodeBase64Url(pair.seed));
  // Signing with one key under another's name would leak the seed.
  if (fingerprintOf(signer.publicKey) !== fingerprintOf(decodeBase64Url(pair.publicKey)))
    throw new Unfit('The key’s public half does not belong to its seed. Restore the file from a backup.');
  return { instanceId, name, signer };
}

function partsOf(text: string): { readonly instanceId: string; readonly name: string; readonly pair: KeyPair } {
  try {
    const file = parseStrictJson(text) as { instanceId: unknown; name: unknown; keys: { command: KeyPair } };
    const { seed, publicKey } = file.keys.command;
    if (typeof file.name !== 'string' || typeof seed !== 'string' || typeof publicKey !== 'string')
      throw new TypeError('not a key file');
    return { instanceId: InstanceId.parse(file.instanceId), name: file.name, pair: { seed, publicKey } };
  } catch (cause) {
    throw new Unfit('This is not a key file. It is called console-key.json and was made with the hub.', { cause });
  }
}

export interface CommandWish {
  readonly body: CommandBody;
  /** The instance that shall act, and where there. */
  readonly target: string;
  readonly workspaceId: string;
  readonly hub: string;
  /** The run it is about; absent = a new one, or all of them. */
  readonly runId?: string;
  readonly grants: readonly string[];
  /** The operator who asks. */
  readonly operatorId: string;
}

export interface SignedCommand {
  readonly id: string;
  readonly runId: string;
  readonly envelope: string;
}

/** @throws ZodError where the wish is none that an instance would take */
export function signCommand(wish: CommandWish, key: ConsoleKey, now: number): SignedCommand {
  const runId = wish.runId ?? newId(now);
  const { message, text } = buildCommand(
    { self: InstanceId.parse(key.instanceId), command: key.signer },
    {
      actor: { kind: 'user', id: PrincipalId.parse(wish.operatorId) },
      aud: InstanceId.parse(wish.target),
      hub: InstanceId.parse(wish.hub),
      workspaceId: wish.workspaceId,
      ...(isOfWorkspace(wish.body.verb) ? {} : { runId }),
      grants: wish.grants.slice(0, 8),
      body: wish.body,
      now,
    },
  );
  return { id: message.id, runId, envelope: text };
}

/** For what is asked once, however often it is sent. */
export function newRequestId(): string {
  return newId(Date.now());
}
