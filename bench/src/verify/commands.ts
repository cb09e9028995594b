import {
  Frame,
  InstanceId,
  newId,
  openEnvelope,
  openKeyset,
  readEnvelope,
  WorkspaceId,
  type OpenOptions,
} from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { frameTail } from '../relay/link-client.ts';
import { kibSpawn, signCommand } from '../relay/sign.ts';

export interface Commands {
  /** Frames as they come over a link, each a signed spawn of about 1 KiB. */
  readonly frames: readonly string[];
  /** What a hub does with one before it thinks about where it goes: text, frame, envelope, signature, schema. */
  check(frame: string, verify: 'sync' | 'async'): Promise<void>;
}

export function makeCommands(count: number): Commands {
  const identity = createIdentity({ name: 'south', now: Date.now() });
  const { keys } = openKeyset(identity.keyset, {});
  const [aud, hub, ws] = [newId(Date.now()), newId(Date.now()), newId(Date.now())];
  const to = { aud: InstanceId.parse(aud), hub: InstanceId.parse(hub), ws: WorkspaceId.parse(ws) };
  const from = identity.instanceId;
  const frames = Array.from({ length: count }, (_, index) => {
    const { id, text } = signCommand(identity, to, { body: kibSpawn });
    return `{"t":"data","n":${index + 1},"e":"up1"${frameTail({ to: to.aud, from, id, kind: 'command' }, text)}`;
  });
  return {
    frames,
    async check(text, verify) {
      const frame = Frame.parse(JSON.parse(text));
      if (frame.t !== 'data') throw new Error('not a data frame');
      const options: OpenOptions<'command'> = { kinds: ['command'], keys, issuer: from, now: Date.now(), verify };
      await openEnvelope(readEnvelope(frame.env), options);
    },
  };
}
