import type { HubTx } from '@wheelhouse/prisma/hub';
import { limits, WheelhouseError, type ConnectionState, type FrameOf } from '@wheelhouse/protocol';
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

/**
 * What a policy's connections may come to: a frame has to hold them, and changes of their states have to fit even where
 * no further connection does.
 */
const connectionsMaxBytes = limits.frameMaxBytes - 64 * 1024;
const connectionsMax = 1000;

/** @throws WheelhouseError QUOTA where one of these spokes has more connections than one policy frame can tell of */
export async function assertPolicyFits(tx: HubTx, spokeIds: readonly string[]): Promise<void> {
  for (const connections of (await readPeers(tx, spokeIds)).values()) {
    const bytes = Buffer.byteLength(JSON.stringify(connections));
    if (connections.length > connectionsMax || bytes > connectionsMaxBytes) {
      throw new WheelhouseError('QUOTA', 'one of the two instances has as many connections as it can have');
    }
  }
}

/** The newest policy in a mailbox that its spoke has not acknowledged; null where there is none. */
async function findWaitingPolicy(tx: HubTx, spokeId: string): Promise<string | null> {
  const row = await tx.mailboxMessage.findFirst({
    where: { spokeId, type: 'policy' },
    orderBy: { position: 'desc' },
    select: { content: true },
  });
  return row?.content ?? null;
}

/**
 * Puts the policy as it stands in this transaction into these spokes' mailboxes, whatever their caps. Where the same
 * waits there already it is not put there twice: a spoke that dials again and again must not fill its own mailbox.
 */
export async function appendPolicy(tx: HubTx, spokeIds: readonly string[], now: number): Promise<void> {
  const revision = await readPolicyRevision(tx);
  const heads = await lockHeads(tx, spokeIds);
  const peers = await readPeers(tx, spokeIds);
  const instances = await tx.instance.findMany({
    where: { id: { in: [...heads.keys()] } },
    select: { id: true, state: true, facts: true },
  });
  const placed: ReturnType<typeof place>[] = [];
  for (const { id, state, facts } of instances) {
    const head = heads.get(id);
    const wireState = typeof factsOf(facts).quarantinedAt === 'number' ? 'suspended' : wireStates[state];
    if (head === undefined || wireState === undefined) continue;
    const content = JSON.stringify({ revision, instance: wireState, connections: peers.get(id) ?? [] });
    if ((await findWaitingPolicy(tx, id)) !== content) placed.push(place(head, policyLetter(content)));
  }
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
