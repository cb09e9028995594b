import { Pool } from 'pg';

/** A ledger as the product has one: the queue may run a job twice, the compare-and-set lets one effect through. */
export class Ledger {
  readonly #pool: Pool;

  constructor(databaseUrl: string) {
    this.#pool = new Pool({ connectionString: databaseUrl, max: 4, connectionTimeoutMillis: 2_000 });
    this.#pool.on('error', () => undefined);
  }

  /** Makes the tables; run as somebody who may. */
  static async create(ownerUrl: string): Promise<void> {
    const pool = new Pool({ connectionString: ownerUrl, max: 1 });
    await pool.query(`
      CREATE TABLE proof_ledger (command_id text PRIMARY KEY, workspace_id text NOT NULL, done boolean NOT NULL DEFAULT false);
      CREATE TABLE proof_effects (command_id text NOT NULL);
      GRANT SELECT, INSERT, UPDATE, DELETE ON proof_ledger, proof_effects TO wheelhouse_app;`);
    await pool.end();
  }

  async open(commands: readonly { readonly commandId: string; readonly workspaceId: string }[]): Promise<void> {
    await this.#pool.query(
      'INSERT INTO proof_ledger (command_id, workspace_id) SELECT * FROM unnest($1::text[], $2::text[])',
      [commands.map((command) => command.commandId), commands.map((command) => command.workspaceId)],
    );
  }

  /** The fenced effect, in one statement; true for the one call that had it. */
  async runEffect(commandId: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `WITH won AS (UPDATE proof_ledger SET done = true WHERE command_id = $1 AND NOT done RETURNING command_id)
       INSERT INTO proof_effects SELECT command_id FROM won`,
      [commandId],
    );
    return rowCount === 1;
  }

  async openCommands(): Promise<{ commandId: string; workspaceId: string }[]> {
    const { rows } = await this.#pool.query<{ commandId: string; workspaceId: string }>(
      'SELECT command_id AS "commandId", workspace_id AS "workspaceId" FROM proof_ledger WHERE NOT done',
    );
    return rows;
  }

  /** Rows still open, and effects beyond one per command. */
  async verdict(): Promise<{ open: number; done: number; twice: number }> {
    const { rows } = await this.#pool.query<{ open: number; done: number; twice: number }>(`
      SELECT (SELECT count(*)::int FROM proof_ledger WHERE NOT done) AS open,
        (SELECT count(*)::int FROM proof_ledger WHERE done) AS done,
        (SELECT count(*)::int - count(DISTINCT command_id)::int FROM proof_effects) AS twice`);
    return rows[0] ?? { open: -1, done: -1, twice: -1 };
  }

  async clear(): Promise<void> {
    await this.#pool.query('DELETE FROM proof_ledger; DELETE FROM proof_effects');
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
