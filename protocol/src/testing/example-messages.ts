import { InstanceId, MessageId, PrincipalId, RunId, WorkspaceId } from '../ids.ts';
import type { CommandBody } from '../messages/command.ts';
import type { CommandMessage } from '../messages/signed.ts';

/** Fixed ids, so that what is signed over them is the same bytes in every run. */
export const exampleIds = {
  issuer: InstanceId.parse('01890a5d-ac96-774b-bcce-b302099a8057'),
  target: InstanceId.parse('01890a5d-ac96-774b-bcce-b302099a8058'),
  hub: InstanceId.parse('01890a5d-ac96-774b-bcce-b302099a8059'),
  actor: PrincipalId.parse('01890a5d-ac96-774b-bcce-b302099a805a'),
  workspace: WorkspaceId.parse('01890a5d-ac96-774b-bcce-b302099a805b'),
  run: RunId.parse('01890a5d-ac96-774b-bcce-b302099a805c'),
  message: MessageId.parse('01890a5d-ac96-774b-bcce-b302099a805d'),
} as const;

/** 2026-01-01T00:00:00Z. */
export const exampleNow = 1_767_225_600_000;

/** A well-formed command; `changes` replace members of the message. */
export function exampleCommand(body: CommandBody, changes: Partial<CommandMessage> = {}): CommandMessage {
  return {
    v: 1,
    id: exampleIds.message,
    iss: exampleIds.issuer,
    act: { kind: 'user', id: exampleIds.actor },
    aud: exampleIds.target,
    hub: exampleIds.hub,
    iat: exampleNow,
    exp: exampleNow + 60_000,
    ws: exampleIds.workspace,
    agt: exampleIds.run,
    body,
    ...changes,
  };
}
