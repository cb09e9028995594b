import type { HubTx } from '@wheelhouse/prisma/hub';
import type { ConnectionState, FrameOf } from '@wheelhouse/protocol';
import { factsOf, raisePolicyRevision, readPolicyRevision } from '../directory/store.ts';
import { place, type Letter, type MailboxRow } from '../mailbox/rules.ts';
import { insertRows, lockHeads, saveHeads } from '../mailbox/store.ts';

type PolicyConnection = FrameOf<'policy'>['connections'][number];

interface PeerRow {
  spoke: string;
  connection: string;
  peer: string;
  name: string;
  state: string;
  keyset: string;
  peer_state: string;
  peer_facts: unknown;
}

/** What a connection is worth right now: a suspended or revoked peer carries no messages, whatever the connection says. */
function effectiveState(row: PeerRow): ConnectionState {
  if (row.peer_state === 'revoked') return 'disconnected';
  const usable = row.peer_state === 'active' && typeof factsOf(row.peer_facts).quarantinedAt !== 'number';
  if (row.state === 'active') return usable ? 'active' : 'suspended';
  return row.state as ConnectionState;
}

async function readPeers(tx: HubTx, spokeIds: readonly string[]): Promise<Map<string, PolicyConnection[]>> {
  const rows = await tx.$queryRaw<PeerRow[]>`
    select s.id as spoke, c.id as connection, p.id as peer, p.name, c.state, p.keyset, p.state as peer_state, p.facts as peer_facts
    from unnest(${[...spokeIds]}::uuid[]) as s(id)
    join connections c on c.a = s.id or c.b = s.id
    join instances p on p.id = case when c.a = s.id then c.b else c.a end
    order by c.created_at, c.id`;
  const found = new Map<string, PolicyConnection[]>();
  for (const row of rows) {
    const connection = {
      connection: row.connection,
      peer: row.peer,
      name: row.name,
      state: effectiveState(row),
      keyset: row.keyset,
    } as PolicyConnection;
    found.set(row.spoke, [...(found.get(row.spoke) ?? []), connection]);
  }
  return found;
}

const wireStates: Readonly<Record<string, string>> = { active: 'active', suspended: 'suspended', revoked: 'revoked' };

/** Puts the policy as it stands in this transaction into these spokes' mailboxes, whatever their caps. */
export async function appendPolicy(tx: HubTx, spokeIds: readonly string[], now: number): Promise<void> {
  const revision = await readPolicyRevision(tx);
  const heads = await lockHeads(tx, spokeIds);
  const peers = await readPeers(tx, spokeIds);
  const instances = await tx.instance.findMany({
    where: { id: { in: [...heads.keys()] } },
    select: { id: true, state: true, facts: true },
  });
  const placed = instances.flatMap(({ id, state, facts }) => {
    const head = heads.get(id);
    const wireState = typeof factsOf(facts).quarantinedAt === 'number' ? 'suspended' : wireStates[state];
    if (head === undefined || wireState === undefined) return [];
    const body = { revision, instance: wireState, connections: peers.get(id) ?? [] };
    return [place(head, policyLetter(JSON.stringify(body)))];
  });
  await insertRows(
    tx,
    placed.map(({ row }): MailboxRow => row),
    now,
  );
  await saveHeads(
    tx,
    placed.map(({ head }) => head),
  );
}

const policyLetter = (content: string): Letter => ({
  type: 'policy',
  kind: null,
  issuer: null,
  messageId: null,
  workspaceId: null,
  lane: null,
  content,
  exp: null,
});

/** Takes the next policy revision and tells the instances concerned, in the transaction that changed something. */
export async function announcePolicy(tx: HubTx, spokeIds: readonly string[], now: number): Promise<void> {
  await raisePolicyRevision(tx);
  await appendPolicy(tx, spokeIds, now);
}

/** An instance and everybody it has a connection with. */
export async function listConcerned(tx: HubTx, instanceId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select ${instanceId}::uuid as id union
    select case when a = ${instanceId}::uuid then b else a end from connections
    where a = ${instanceId}::uuid or b = ${instanceId}::uuid`;
  return rows.map((row) => row.id);
}
