import { buildCommand, newId, type CommandBody, type PrincipalId } from '@wheelhouse/protocol';
import type {
  FleetGrantView,
  FleetStops,
  FleetStopView,
  FleetView,
  HubInstanceView,
  HubView,
} from '@wheelhouse/protocol/api/hub';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { reachOf, type Reach as ReachOf } from '@wheelhouse/protocol/stop-reach';
import { listAll, type ApiClient } from '../api-client.ts';

type Reach = ReachOf<FleetGrantView>;

export interface FleetStopWish {
  readonly now: boolean;
  readonly lock: boolean;
  readonly reason?: string;
}

/** What a kill-all from the hub would reach, before it is done. */
export interface FleetPlan {
  readonly hubName: string;
  readonly reach: readonly Reach[];
  /** Active instances of which no workspace let this console end its runs. */
  readonly beyond: readonly string[];
}

export async function planStop(hub: ApiClient, key: Identity): Promise<FleetPlan> {
  const [{ name }, grants, instances] = await Promise.all([
    hub.get<HubView>('/hub'),
    listAll<FleetGrantView>(hub, '/grants', { grantee: key.instanceId }),
    listAll<HubInstanceView>(hub, '/instances'),
  ]);
  const reach = reachOf(grants, Date.now());
  const reached = new Set(reach.map(({ instanceId }) => instanceId));
  const beyond = instances.filter(({ id, kind, state }) => kind === 'spoke' && state === 'active' && !reached.has(id));
  return { hubName: name, reach, beyond: beyond.map((instance) => instance.name) };
}

/** Signs a kill-all for each workspace in reach and hands them to the hub. */
export async function stopFleet(
  hub: ApiClient,
  key: Identity,
  { plan, wish }: { readonly plan: FleetPlan; readonly wish: FleetStopWish },
): Promise<FleetStopView> {
  const bodyFor = ({ mayLock }: Reach): CommandBody => ({
    verb: 'agent.kill_all',
    ...(wish.now ? { now: true } : {}),
    ...(wish.lock && mayLock ? { lock: true } : {}),
  });
  return await hub.post('/fleet/kill-all', {
    id: newId(Date.now()),
    confirm: plan.hubName,
    lock: wish.lock,
    ...(wish.reason === undefined ? {} : { reason: wish.reason }),
    envelopes: await signAll(hub, key, plan.reach, bodyFor),
  });
}

export interface Unlocked {
  readonly lifted: number;
  readonly commands: readonly { readonly aud: string; readonly workspaceId: string; readonly code: string | null }[];
}

/** Lifts the hub's hold, and the locks of the workspaces that kill-alls reached. */
export async function unlockFleet(hub: ApiClient, key: Identity): Promise<Unlocked> {
  const { stops } = await hub.get<FleetStops>('/fleet/kill-all');
  const locked = stops.filter(({ lock, liftedAt }) => lock && liftedAt === null).flatMap(({ targets }) => targets);
  const reach = new Map(
    locked
      .filter(({ state }) => state !== 'refused')
      .map(({ instanceId, workspaceId }) => [
        `${instanceId}:${workspaceId}`,
        { instanceId, workspaceId, mayLock: true },
      ]),
  );
  const envelopes = await signAll(hub, key, [...reach.values()], () => ({ verb: 'agent.unlock' }));
  return await hub.post('/fleet/unlock', { envelopes });
}

async function signAll(
  hub: ApiClient,
  key: Identity,
  reach: readonly Reach[],
  bodyFor: (place: Reach) => CommandBody,
): Promise<string[]> {
  const { hub: hubId } = await hub.get<FleetView>('/fleet');
  const issuer = { self: key.instanceId, command: key.command };
  return reach.map((place) => {
    const { text } = buildCommand(issuer, {
      actor: { kind: 'service', id: key.instanceId as string as PrincipalId },
      aud: place.instanceId,
      hub: hubId,
      workspaceId: place.workspaceId,
      body: bodyFor(place),
      now: Date.now(),
    });
    return text;
  });
}
