import { InstanceId, spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { requireInstanceAdmin } from '../access/instance-admin.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import { listPeers, pinPeer, unpinPeer, type PeerDeps } from '../peers/service.ts';
import type { RouteDeps } from './deps.ts';

const params = z.object({ id: InstanceId });
const one = { 200: successOf(spokeApi.PeerView) };

/**
 * Which other instances are trusted here. Trust is this instance's own: the hub can only propose. It is the same for all
 * tenants, so that only who runs the instance changes it: a pin decides whose signatures everybody's grants believe.
 */
export function peerRoutes(app: HttpServer, deps: RouteDeps): void {
  const peers: PeerDeps = {
    db: deps.db,
    fingerprint: deps.instance.fingerprint,
    self: deps.instance.self,
    reloadTrust: () => deps.trust.reload(),
    now: deps.now,
  };
  app.get(
    '/api/v1/peers',
    { schema: { response: { 200: successOf(z.array(spokeApi.PeerView)) } }, config: { permission: 'federation:read' } },
    async (_request, reply) => sendData(reply, await listPeers(peers)),
  );
  app.post(
    '/api/v1/peers/:id/pin',
    { schema: { params, body: spokeApi.PinPeer, response: one }, config: { permission: 'federation:connect' } },
    async (request, reply) => {
      await requireInstanceAdmin(deps.db, request);
      return sendData(reply, await pinPeer(peers, workspaceCallerOf(request), request.params.id, request.body));
    },
  );
  app.post(
    '/api/v1/peers/:id/state',
    { schema: { params, body: spokeApi.SetPeerState, response: one }, config: { permission: 'federation:connect' } },
    async (request, reply) => {
      await requireInstanceAdmin(deps.db, request);
      const { id } = request.params;
      return sendData(reply, await unpinPeer(peers, workspaceCallerOf(request), id, request.body.state));
    },
  );
}
