import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { LeaseGuard } from '../database/lease.ts';
import { PrismaClient } from '../generated/spoke/client.ts';
import type { Session, Statement } from './session.ts';

/** A Prisma client that serves one session at a time. Making one costs 10 ms and 1 MB, so slots are kept. */
export interface Slot {
  readonly client: PrismaClient;
  /** Set while leased. */
  session: Session | undefined;
}

/**
 * Opens a client whose statements all go to the slot's session. A statement that comes from another context than the
 * session's (a promise of an earlier lease that somebody awaits late) is refused: Prisma batches same-tick reads of one
 * client, so a client that two requests could reach would answer one with the other's rows.
 */
export function openSlot(guard: LeaseGuard, statementName: (sql: string) => string | undefined): Slot {
  const current = (): Session => {
    const { session } = slot;
    if (session === undefined || session.lease !== guard.current) {
      throw new Error('a statement came from outside its database door');
    }
    return session;
  };
  // The adapter takes only pools; this one never connects.
  const facade = new pg.Pool({ max: 1 });
  facade.query = (async (statement: Statement) => current().query(statement)) as unknown as pg.Pool['query'];
  facade.connect = (async () => current().nest()) as unknown as pg.Pool['connect'];
  const adapter = new PrismaPg(facade, { statementNameGenerator: (query) => statementName(query.sql) as string });
  const slot: Slot = { client: new PrismaClient({ adapter }), session: undefined };
  return slot;
}

const maxNames = 200;

/**
 * Names statements by their text, so that a connection parses and plans each once. Only the first 200 texts get a name:
 * each is kept by every connection.
 */
export function createStatementNames(): (sql: string) => string | undefined {
  const names = new Map<string, string>();
  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= maxNames) return known;
    const name = `wh_${names.size}`;
    names.set(sql, name);
    return name;
  };
}
