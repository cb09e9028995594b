import { isTerminalCommand, openRunStates, readEnvelope, type CommandState, type hubApi } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import type { Directory } from '../directory/directory.ts';
import { decideLiveness } from '../instances/liveness.ts';
import type { ViewDeps } from '../instances/views.ts';

type View = hubApi.FleetStopView;
type Target = hubApi.FleetStopTarget;
type CommandRow = Awaited<ReturnType<HubTx['fleetStopCommand']['findMany']>>[number];
type Row = Awaited<ReturnType<HubTx['fleetStop']['findMany']>>[number] & { readonly commands: readonly CommandRow[] };

export interface StopViewDeps extends ViewDeps {
  readonly directory: Pick<Directory, 'findInstance'>;
}

/** The newest kill-alls with what became of each command. Reads only what the hub has: nobody is asked. */
export async function listStops(db: HubTx, deps: StopViewDeps, limit: number): Promise<View[]> {
  const stops = await db.fleetStop.findMany({
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
    include: { commands: true },
  });
  return await Promise.all(stops.map((stop) => viewOf(db, deps, stop)));
}

async function viewOf(db: HubTx, deps: StopViewDeps, stop: Row): Promise<View> {
  const targets = await targetsOf(db, deps, stop.commands);
  return {
    id: stop.id as View['id'],
    at: stop.at.getTime(),
    actor: stop.actor,
    reason: stop.reason,
    lock: stop.lock,
    liftedAt: stop.liftedAt?.getTime() ?? null,
    liftedBy: stop.liftedBy,
    isOver: targets.every(({ state }) => state === 'refused' || isTerminalCommand(state as CommandState)),
    targets,
  };
}

async function targetsOf(db: HubTx, deps: StopViewDeps, rows: readonly CommandRow[]): Promise<Target[]> {
  const ids = rows.map(({ commandId }) => commandId);
  const spokes = [...new Set(rows.map(({ aud }) => aud))];
  const [commands, receipts, links, open] = [
    await db.command.findMany({ where: { id: { in: ids } }, select: { iss: true, id: true, state: true, code: true } }),
    await db.receipt.findMany({ where: { commandId: { in: ids }, status: 'completed', late: false } }),
    await db.linkSession.findMany({ where: { spokeId: { in: spokes } } }),
    await db.run.groupBy({
      by: ['instanceId', 'workspaceId'],
      where: { instanceId: { in: spokes }, state: { in: [...openRunStates] } },
      _count: true,
    }),
  ];
  return rows.map((row): Target => {
    const command = commands.find(({ iss, id }) => iss === row.iss && id === row.commandId);
    const receipt = receipts.find(({ commandIss, commandId }) => commandIss === row.iss && commandId === row.commandId);
    const link = links.find(({ spokeId }) => spokeId === row.aud);
    const isHere = deps.sessions.find(row.aud) !== null;
    const runs = open.find((group) => group.instanceId === row.aud && group.workspaceId === row.workspaceId);
    return {
      instanceId: row.aud as Target['instanceId'],
      instanceName: deps.directory.findInstance(row.aud)?.name ?? row.aud,
      workspaceId: row.workspaceId as Target['workspaceId'],
      command: row.commandId as Target['command'],
      state: command?.state ?? 'refused',
      code: (row.code ?? command?.code ?? null) as Target['code'],
      message: receipt === undefined ? null : messageOf(receipt.envelope),
      openRuns: runs?._count ?? 0,
      link: decideLiveness(link === undefined ? null : { ...link, isHere }, deps, deps.now()),
    };
  });
}

/** What an instance said in a receipt; it was verified and checked before it was stored. */
function messageOf(envelope: string): string | null {
  const { body } = JSON.parse(new TextDecoder().decode(readEnvelope(envelope).payload)) as {
    body: { message?: string };
  };
  return body.message ?? null;
}
