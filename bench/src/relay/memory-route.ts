import { InstanceId, newId, WorkspaceId } from '@wheelhouse/protocol';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import { WebSocket } from 'ws';
import { frameTail } from './link-client.ts';
import type { Route } from './route.ts';
import { kibSpawn, signCommand } from './sign.ts';
import { textOf } from './text-of.ts';

async function dial(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** The same frames as through a hub, through the relay in memory of this mode. */
export async function openMemoryRoute(url: string, mode: string): Promise<Route> {
  const identity = createIdentity({ name: 'south', now: Date.now() });
  const [aud, hub, ws] = [newId(Date.now()), newId(Date.now()), newId(Date.now())];
  const to = { aud: InstanceId.parse(aud), hub: InstanceId.parse(hub), ws: WorkspaceId.parse(ws) };
  const target = await dial(`${url}/${mode}?target`);
  const issuer = await dial(`${url}/${mode}`);
  issuer.send(identity.keyset);
  let tails: string[] = [];
  let offset = 0;
  const route: Route = {
    prepare(count) {
      tails = Array.from({ length: count }, () => {
        const { id, text } = signCommand(identity, to, { body: kibSpawn });
        return frameTail({ to: to.aud, from: identity.instanceId, id, kind: 'command' }, text);
      });
    },
    send() {
      offset += 1;
      issuer.send(`{"t":"data","n":${offset},"e":"up1"${tails.pop() ?? ''}`);
    },
    onArrival: () => undefined,
    settled: async () => undefined,
  };
  target.on('message', (data) => {
    // Read as every target would have to.
    JSON.parse(textOf(data));
    route.onArrival();
  });
  return route;
}
