import { buildCommand, InstanceId, newId, PrincipalId, type CommandBody } from '@wheelhouse/protocol';
import type { GrantedSpoke } from './granted-spoke.ts';
import type { HubPlace } from './hub-place.ts';

type Spawn = Omit<Extract<CommandBody, { verb: 'agent.spawn' }>, 'verb'>;

/** A spawn as the hub's console signs it, to be posted as an `envelope`. */
export function spawnText(
  { console, hub }: HubPlace,
  spoke: GrantedSpoke,
  spawn: Spawn,
  runId = newId(Date.now()),
): string {
  const { text } = buildCommand(
    { self: console.instanceId, command: console.command },
    {
      actor: { kind: 'service', id: PrincipalId.parse(console.instanceId) },
      aud: InstanceId.parse(spoke.id),
      hub: InstanceId.parse(hub.hubId),
      workspaceId: spoke.workspaceId,
      runId,
      body: { verb: 'agent.spawn', ...spawn },
      now: Date.now(),
    },
  );
  return text;
}

/** One character of what was signed is another: whoever carries it could do that. */
export function forge(text: string): string {
  return text.replace(/("payload":".{40})(.)/, (_, before: string, one: string) => before + (one === 'A' ? 'B' : 'A'));
}
