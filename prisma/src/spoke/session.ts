import type pg from 'pg';
import type { Lease } from '../database/lease.ts';
import type { Entrance } from './entrances.ts';

export interface SessionDeps {
  /** Checked out for this session, which gives it back. In pipeline mode: statements are sent without waiting. */
  readonly connection: pg.PoolClient;
  readonly lease: Lease;
  readonly entrance: Entrance;
}

/** What Prisma's adapter sends. */
export type Statement = pg.QueryArrayConfig & { readonly text: string };
export type StatementResult = pg.QueryArrayResult;

/** The part of a connection that Prisma's adapter uses inside a transaction of its own. */
export interface NestedConnection {
  query(statement: Statement): Promise<StatementResult>;
  on(): void;
  removeListener(): void;
  release(): void;
}

/** Prisma's own reads name schema, table and column; anything else may have an effect. */
const generatedRead = /^SELECT "public"\."\w+"\."\w+"/;
const noResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };
const settleTimeoutMs = 5_000;

/**
 * One transaction on one connection for the callback of a door. `BEGIN`, the context and the first statement leave
 * together, so entering costs no round trip of its own.
 */
export class Session {
  readonly lease: Lease;
  readonly #connection: pg.PoolClient;
  readonly #entrance: Entrance;
  readonly #inFlight = new Set<Promise<unknown>>();
  #entered: Promise<void> | undefined;
  #ended = false;
  #reads = 0;
  #others = 0;
  #doomed = false;
  #refusal: Error | undefined;

  constructor({ connection, lease, entrance }: SessionDeps) {
    this.#connection = connection;
    this.lease = lease;
    this.#entrance = entrance;
  }

  /** True where committing can change nothing that a caller could wait for. */
  get onlyRead(): boolean {
    return this.#reads > 0 && this.#others === 0;
  }

  /** Why the context could not be entered; Prisma wraps what its raw statements throw, so it is kept as it was. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  async query(statement: Statement): Promise<StatementResult> {
    if (this.#ended) throw new Error('a statement came after its database door had closed');
    if (this.#entered === undefined) {
      this.#sendTogether();
      this.#entered = this.#enter();
    }
    if (generatedRead.test(statement.text)) this.#reads++;
    else this.#others++;
    const sent = this.#connection.query(statement);
    this.#track(sent);
    // Its reason is the better one: the statement itself only says that the transaction is aborted.
    await this.#entered;
    return sent;
  }

  /**
   * What Prisma opens around an operation of several statements. It already is in a transaction, so nothing is sent; if
   * it wants to undo what it wrote, the whole transaction is undone in the end.
   */
  nest(): NestedConnection {
    let wrote = false;
    return {
      query: async (statement) => {
        if (statement.text === 'BEGIN' || statement.text === 'COMMIT') return noResult;
        if (statement.text === 'ROLLBACK') {
          this.#doomed ||= wrote;
          return noResult;
        }
        const result = await this.query(statement);
        wrote ||= result.command !== 'SELECT' && (result.rowCount ?? 0) > 0;
        return result;
      },
      on: () => undefined,
      removeListener: () => undefined,
      release: () => undefined,
    };
  }

  /**
   * Commits and gives the connection back.
   * @throws Error where the transaction could not commit, or the context could not be entered
   */
  async commit(): Promise<void> {
    if (this.#entered === undefined && this.#entrance.mustFind) this.#entered = this.#enter();
    await this.#end(async () => {
      await this.#entered;
      if (this.#doomed) {
        await this.#connection.query('ROLLBACK');
        throw new Error('an operation failed half-way; the whole transaction was rolled back');
      }
      const { command } = await this.#connection.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('a statement had failed; the whole transaction was rolled back');
    });
  }

  /** Undoes everything and gives the connection back. Never throws: a connection that does not obey is cut. */
  async rollback(): Promise<void> {
    await this.#end(() => this.#connection.query('ROLLBACK')).catch(() => undefined);
  }

  async #end(finish: () => Promise<unknown>): Promise<void> {
    this.#ended = true;
    let timer: NodeJS.Timeout | undefined;
    try {
      if (this.#entered === undefined) return;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('the server did not end the transaction')), settleTimeoutMs);
      });
      const settled = Promise.allSettled(this.#inFlight).then(finish);
      await Promise.race([settled, late]);
    } finally {
      clearTimeout(timer);
      // The pool cuts a connection whose transaction is still open.
      this.#connection.release(this.#entered !== undefined && !this.#isIdle());
    }
  }

  #isIdle(): boolean {
    return this.#inFlight.size === 0 && this.#connection.getTransactionStatus() === 'I';
  }

  /** Holds back what this tick sends and sends it as one packet: three would wake the server three times (1.3x of one). */
  #sendTogether(): void {
    const { stream } = this.#connection.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  async #enter(): Promise<void> {
    const { name, text, values, mustFind } = this.#entrance;
    const begun = this.#connection.query('BEGIN');
    const entered = this.#connection.query({ name, text, values: [...values] });
    this.#track(begun);
    this.#track(entered);
    await begun;
    const { rowCount } = await entered;
    if (mustFind === undefined || rowCount !== 0) return;
    this.#refusal = mustFind();
    throw this.#refusal;
  }

  #track(sent: Promise<unknown>): void {
    const settled = sent.then(
      () => undefined,
      () => undefined,
    );
    this.#inFlight.add(settled);
    void settled.then(() => this.#inFlight.delete(settled));
  }
}
