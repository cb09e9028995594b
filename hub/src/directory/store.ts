import { ConnectionState, hubApi, openKeyset, type InstanceId } from '@wheelhouse/protocol';
import type { HubTx } from '@wheelhouse/prisma/hub';
import type { KnownGrant } from '../relay/rules.ts';
import type { DirectoryConnection, DirectoryInstance } from './directory.ts';

/** What an instance's `facts` column holds. */
export interface InstanceFacts {
  readonly kind?: 'spoke' | 'console';
  /** Milliseconds since the epoch; null = not quarantined. */
  readonly quarantinedAt?: number | null;
}

export interface InstanceRow {
  readonly id: string;
  /** Checks the stored keyset against the pinned identity key. */
  open(): DirectoryInstance;
}
export type ConnectionRow = DirectoryConnection;

export const factsOf = (facts: unknown): InstanceFacts => (facts ?? {}) as InstanceFacts;

/** One instance, or all of them for null. */
export async function readInstances(db: HubTx, id: string | null): Promise<InstanceRow[]> {
  const rows = await db.instance.findMany({ where: id === null ? {} : { id } });
  return rows.map((row) => ({
    id: row.id,
    open() {
      const facts = factsOf(row.facts);
      const opened = openKeyset(row.keyset, {
        instance: row.id as InstanceId,
        identityFingerprint: row.identityFingerprint,
      });
      return {
        id: row.id,
        kind: facts.kind ?? 'spoke',
        name: row.name,
        state: hubApi.HubInstanceState.parse(row.state),
        quarantined: typeof facts.quarantinedAt === 'number',
        fingerprint: row.identityFingerprint,
        keyset: row.keyset,
        keys: opened.keys,
      };
    },
  }));
}

export async function readConnections(db: HubTx, id: string | null): Promise<ConnectionRow[]> {
  const rows = await db.connection.findMany({ where: id === null ? {} : { id } });
  return rows.map((row) => ({ id: row.id, a: row.a, b: row.b, state: ConnectionState.parse(row.state) }));
}

export async function readGrants(db: HubTx, id: string | null): Promise<KnownGrant[]> {
  const rows = await db.grant.findMany({
    where: id === null ? {} : { id },
    omit: { envelope: true },
  });
  return rows.map((row) => ({
    id: row.id,
    issuer: row.issuer,
    grantee: row.grantee,
    workspaceId: row.workspaceId,
    verbs: row.verbs,
    agents: row.agents,
    exp: row.exp.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
  }));
}

/** Whether a kill-all of the fleet still keeps spawns from being relayed. */
export async function readHeld(db: HubTx): Promise<boolean> {
  return (await db.fleetStop.count({ where: { lock: true, liftedAt: null } })) > 0;
}

const revisionKey = 'policy_revision';

export async function readPolicyRevision(db: HubTx): Promise<number> {
  const row = await db.setting.findUnique({ where: { key: revisionKey } });
  return typeof row?.value === 'number' ? row.value : 0;
}

/** Takes the next policy revision; the row's lock puts concurrent policy changes in order. */
export async function raisePolicyRevision(tx: HubTx): Promise<number> {
  const rows = await tx.$queryRaw<{ revision: number }[]>`
    insert into settings (key, value) values (${revisionKey}, '1'::jsonb)
    on conflict (key) do update set value = to_jsonb((settings.value)::int + 1)
    returning (value)::int as revision`;
  return rows[0]?.revision ?? 0;
}
