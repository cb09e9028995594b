import { setTimeout as delay } from 'node:timers/promises';
import { newId, WorkspaceId } from '@wheelhouse/protocol';
import { connect, enrol } from './enrol.ts';
import { frameTail, LinkClient, type HubAt } from './link-client.ts';
import type { Route } from './route.ts';
import { kibSpawn, signCommand, signGrant } from './sign.ts';

/** How long the target's last acknowledgement may take to be booked. */
const bookingMs = 150;

/** Two enrolled instances with an active connection and a grant: signed spawns from one to the other. */
export async function openHubRoute(hub: HubAt): Promise<Route> {
  const issuer = await LinkClient.dial(await enrol('south', hub), hub);
  const target = await LinkClient.dial(await enrol('north', hub), hub);
  const [from, to] = [issuer.identity.instanceId, target.identity.instanceId];
  await connect(hub, from, to);
  const ws = WorkspaceId.parse(newId(Date.now()));
  const grant = signGrant(target.identity, { grantee: from, hub: hub.hubId, ws });
  target.sendData(frameTail({ to: from, from: to, id: grant.id, kind: 'grant' }, grant.text));
  await target.allAcked();

  let tails: string[] = [];
  const route: Route = {
    prepare(count) {
      tails = Array.from({ length: count }, () => {
        const { id, text } = signCommand(issuer.identity, { aud: to, hub: hub.hubId, ws }, { body: kibSpawn });
        return frameTail({ to, from, id, kind: 'command' }, text);
      });
    },
    send: () => issuer.sendData(tails.pop() ?? ''),
    onArrival: () => undefined,
    async settled() {
      await issuer.allAcked();
      await delay(bookingMs);
    },
  };
  target.onData = () => route.onArrival();
  return route;
}
