import { spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { runtimesOf } from '../link/read-catalogue.ts';
import type { RouteDeps } from './deps.ts';

/** What this instance is and how it stands. */
export function instanceRoutes(app: HttpServer, deps: RouteDeps): void {
  const schema = { response: { 200: successOf(spokeApi.InstanceView) } };
  app.get('/api/v1/instance', { schema, config: { permission: 'workspace:read' } }, async (_request, reply) => {
    const rows = await deps.db.withInstance('health', (tx) =>
      tx.orchestrator.findMany({ where: { state: { not: 'gone' } }, orderBy: { startedAt: 'asc' } }),
    );
    const { self, name, fingerprint, version } = deps.instance;
    return sendData(reply, {
      id: self,
      name,
      fingerprint,
      version,
      link: await deps.instance.link(),
      queue: deps.instance.queue(),
      orchestrators: rows.map((row) => ({
        id: row.id,
        hostname: row.hostname,
        state: row.state,
        heartbeatAt: row.heartbeatAt.getTime(),
        containment: row.containment,
        filesystem: row.filesystem,
        runtimes: runtimesOf(row.detail),
      })),
    });
  });
}
