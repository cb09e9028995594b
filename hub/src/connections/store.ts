import type { HubTx } from '@wheelhouse/prisma/hub';
import { ConnectionState } from '@wheelhouse/protocol';
import type { Connection } from './rules.ts';

interface Row {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly state: string;
  readonly aAcceptedAt: Date | null;
  readonly bAcceptedAt: Date | null;
  readonly suspendedBy: string | null;
}

export const connectionOf = (row: Row): Connection => ({
  id: row.id,
  a: row.a,
  b: row.b,
  state: ConnectionState.parse(row.state),
  aAcceptedAt: row.aAcceptedAt?.getTime() ?? null,
  bAcceptedAt: row.bAcceptedAt?.getTime() ?? null,
  suspendedBy: row.suspendedBy,
});

/** Locks and reads the connection with this id; null where there is none. */
export async function findConnection(tx: HubTx, id: string): Promise<Connection | null> {
  await tx.$queryRaw`select id from connections where id = ${id}::uuid for update`;
  const row = await tx.connection.findUnique({ where: { id } });
  return row === null ? null : connectionOf(row);
}

/** Locks and reads the connection of a pair, in either order; null where there is none. */
export async function findPair(tx: HubTx, first: string, second: string): Promise<Connection | null> {
  const [a, b] = first < second ? [first, second] : [second, first];
  await tx.$queryRaw`select id from connections where a = ${a}::uuid and b = ${b}::uuid for update`;
  const row = await tx.connection.findUnique({ where: { a_b: { a, b } } });
  return row === null ? null : connectionOf(row);
}

/** Writes a connection as the rules made it. */
export async function saveConnection(tx: HubTx, connection: Connection, now: number): Promise<void> {
  const { id, ...rest } = connection;
  const data = {
    ...rest,
    aAcceptedAt: rest.aAcceptedAt === null ? null : new Date(rest.aAcceptedAt),
    bAcceptedAt: rest.bAcceptedAt === null ? null : new Date(rest.bAcceptedAt),
    updatedAt: new Date(now),
  };
  await tx.connection.upsert({ where: { id }, create: { id, createdAt: new Date(now), ...data }, update: data });
}
