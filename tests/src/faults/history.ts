import { Client } from 'pg';

export interface BookedCommand {
  readonly id: string;
  readonly iss: string;
  readonly aud: string;
  readonly ws: string;
  readonly verb: string;
  readonly agt: string | null;
  readonly state: string;
  readonly code: string | null;
  readonly envelope: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number | null;
}

export interface BookedRun {
  readonly id: string;
  readonly ws: string;
  /** Where it runs. */
  readonly instance: string;
  readonly commandId: string | null;
  readonly state: string;
  readonly code: string | null;
  readonly lastSeq: number;
}

export interface BookedReceipt {
  readonly id: string;
  readonly commandId: string;
  readonly status: string;
  readonly late: boolean;
}

export interface BookedEvent {
  readonly run: string;
  readonly seq: number;
  readonly type: string;
  /** Of `log` events, else null. */
  readonly text: string | null;
}

/** What one database knows: a spoke's or the hub's. */
export interface Book {
  readonly name: string;
  readonly commands: readonly BookedCommand[];
  readonly runs: readonly BookedRun[];
  readonly receipts: readonly BookedReceipt[];
  readonly events: readonly BookedEvent[];
}

/** A spoke's book, with what only the place where agents run knows. */
export interface SpokeBook extends Book {
  readonly instance: string;
  /** The identity's own document: what its signatures are checked against. */
  readonly keyset: string;
  readonly intake: readonly { readonly iss: string; readonly id: string; readonly verdict: string }[];
  readonly attempts: readonly { readonly run: string; readonly number: number; readonly startedAt: number | null }[];
  readonly grants: readonly {
    readonly id: string;
    readonly ws: string;
    readonly grantee: string;
    readonly verbs: readonly string[];
    readonly revokedAt: number | null;
  }[];
}

/** The merged history of a federation at one moment, read past every row policy. */
export interface History {
  readonly hub: Book;
  readonly spokes: readonly SpokeBook[];
}

const millis = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const commandColumns = `id, iss, aud, workspace_id AS ws, verb, agt, state, code, envelope,
  ${millis('accepted_at')} AS "acceptedAt"`;
const eventColumns = `run_id AS run, seq, type, data->>'text' AS text`;

type Ask = <T>(sql: string) => Promise<T[]>;

/** Reads one database in one snapshot. */
async function inSnapshot<T>(url: string, read: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await read(async <Row>(sql: string) => (await client.query(sql)).rows as Row[]);
  } finally {
    await client.end();
  }
}

/** @param url a superuser's connection to the hub's database */
export function readHubBook(url: string): Promise<Book> {
  return inSnapshot(url, async (ask) => ({
    name: 'hub',
    commands: await ask<BookedCommand>(`SELECT ${commandColumns} FROM commands`),
    runs: await ask<BookedRun>(`SELECT id, workspace_id AS ws, instance_id AS instance, NULL AS "commandId", state, code,
      last_seq AS "lastSeq" FROM runs`),
    receipts: await ask<BookedReceipt>(`SELECT id, command_id AS "commandId", status, late FROM receipts`),
    events: await ask<BookedEvent>(`SELECT ${eventColumns} FROM run_events ORDER BY run_id, seq`),
  }));
}

/** @param url a superuser's connection to the spoke's database */
export function readSpokeBook(url: string, spoke: Pick<SpokeBook, 'name' | 'instance' | 'keyset'>): Promise<SpokeBook> {
  return inSnapshot(url, async (ask) => ({
    ...spoke,
    commands: await ask<BookedCommand>(`SELECT ${commandColumns} FROM commands`),
    runs: await ask<BookedRun>(`SELECT id, workspace_id AS ws, instance_id AS instance, command_id AS "commandId", state,
      code, last_seq AS "lastSeq" FROM runs`),
    receipts: await ask<BookedReceipt>(`SELECT id, command_id AS "commandId", status, late FROM receipts`),
    events: await ask<BookedEvent>(`SELECT ${eventColumns} FROM run_events ORDER BY run_id, seq`),
    intake: await ask<SpokeBook['intake'][number]>('SELECT iss, id, verdict FROM intake'),
    attempts: await ask<SpokeBook['attempts'][number]>(
      `SELECT run_id AS run, number, ${millis('started_at')} AS "startedAt" FROM attempts`,
    ),
    grants: await ask<SpokeBook['grants'][number]>(
      `SELECT id, workspace_id AS ws, grantee, verbs, ${millis('revoked_at')} AS "revokedAt" FROM grants`,
    ),
  }));
}
