import type { HubTx } from '@wheelhouse/prisma/hub';
import { Catalogue, InstanceId, type hubApi } from '@wheelhouse/protocol';
import { decideLiveness } from '../instances/liveness.ts';
import type { ViewDeps } from '../instances/views.ts';

/** What each instance said that it can run, in the order of their ids. One more than the limit tells of a next page. */
export async function listAgents(
  db: HubTx,
  deps: ViewDeps,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<hubApi.FleetAgentsView[]> {
  const instances = await db.instance.findMany({
    where: {
      state: { in: ['active', 'suspended'] },
      NOT: { facts: { path: ['kind'], equals: 'console' } },
      ...(page.after === undefined ? {} : { id: { gt: page.after } }),
    },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
    take: page.limit + 1,
  });
  const ids = instances.map(({ id }) => id);
  const [said, links] = [
    await db.instanceCatalogue.findMany({ where: { instanceId: { in: ids } } }),
    await db.linkSession.findMany({ where: { spokeId: { in: ids } } }),
  ];
  return instances.map(({ id, name }) => {
    const own = said.find(({ instanceId }) => instanceId === id);
    const link = links.find(({ spokeId }) => spokeId === id);
    const isHere = deps.sessions.find(id) !== null;
    return {
      instanceId: InstanceId.parse(id),
      instanceName: name,
      link: decideLiveness(link === undefined ? null : { ...link, isHere }, deps, deps.now()),
      catalogue: own === undefined ? null : Catalogue.parse(own.catalogue),
      asOf: own?.at.getTime() ?? null,
    };
  });
}
