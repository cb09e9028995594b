import type { Signer } from '../crypto/index.ts';
import { signEnvelope } from '../envelope/dsse.ts';
import { newId, type InstanceId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { CommandBody, Verb } from './command.ts';
import { CommandMessage, type Actor } from './signed.ts';

export interface CommandDraft {
  readonly actor: Actor;
  readonly aud: InstanceId;
  readonly hub: InstanceId;
  readonly workspaceId: string;
  readonly body: CommandBody;
  readonly runId?: string | undefined;
  readonly idem?: string | undefined;
  readonly grants?: readonly string[] | undefined;
  /** Default: by verb. */
  readonly lifetimeMs?: number | undefined;
  /** W3C `traceparent` of the span that issues it. */
  readonly traceparent?: string | undefined;
  readonly now: number;
}

function lifetimeOf(verb: Verb): number {
  switch (verb) {
    case 'agent.spawn':
      return limits.spawnLifetimeMs;
    case 'agent.status':
      return limits.statusLifetimeMs;
    case 'agent.kill':
    case 'agent.kill_all':
    case 'agent.unlock':
      return limits.killLifetimeMs;
    case 'agent.input':
    case 'agent.approve':
      return limits.spawnLifetimeMs;
  }
}

/** Signs one command of this instance. Throws a ZodError where the draft is no valid command. */
export function buildCommand(
  issuer: { readonly self: InstanceId; readonly command: Signer },
  draft: CommandDraft,
): { readonly message: CommandMessage; readonly text: string } {
  const message = CommandMessage.parse({
    v: 1,
    id: newId(draft.now),
    iss: issuer.self,
    act: draft.actor,
    aud: draft.aud,
    hub: draft.hub,
    iat: draft.now,
    exp: draft.now + (draft.lifetimeMs ?? lifetimeOf(draft.body.verb)),
    ...(draft.traceparent === undefined ? {} : { tp: draft.traceparent }),
    ws: draft.workspaceId,
    ...(draft.runId === undefined ? {} : { agt: draft.runId }),
    ...(draft.idem === undefined ? {} : { idem: draft.idem }),
    ...(draft.grants === undefined || draft.grants.length === 0 ? {} : { grant: draft.grants }),
    body: draft.body,
  });
  return { message, text: signEnvelope('command', message, issuer.command) };
}
