import type { WorkspaceId } from '@wheelhouse/protocol';
import { WheelhouseError } from '@wheelhouse/protocol';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { LeaseGuard, leased } from '../database/lease.ts';
import { openListener, type Listener } from '../database/listen.ts';
import { openPool } from '../database/open-pool.ts';
import { assertRuntimeRole } from '../database/runtime-role.ts';
import { PrismaClient } from '../generated/spoke/client.ts';
import {
  instanceReasons,
  type DoorOptions,
  type InstanceReason,
  type SpokeTx,
  type TenantContext,
} from './contexts.ts';
import { enterSystemTenant, enterTenant } from './enter-tenant.ts';

export interface OpenSpokeDbOptions {
  /** Connection of the runtime role. */
  readonly databaseUrl: string;
  /** Default 10. */
  readonly maxConnections?: number;
  /** Told of idle connections that broke and of lost listeners, for the log. */
  readonly onError?: (error: Error) => void;
}

/**
 * The only way to the spoke's store. Every door is one transaction: what its callback wrote is visible together or,
 * where it threw, not at all. A door inside a door throws. Await nothing slow in a callback: it holds a connection.
 */
export interface SpokeDb {
  /** Enters a workspace as one of its principals; sees no other workspace, and nothing if the actor is none of them. */
  withTenant<T>(context: TenantContext, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T>;
  /**
   * Enters a workspace as its own system principal, for work that nobody asked for in person.
   * @throws WheelhouseError NOT_FOUND where no such workspace lives here
   */
  withSystemTenant<T>(workspaceId: WorkspaceId, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T>;
  /** No workspace: instance-level tables only, tenant tables look empty. */
  withInstance<T>(reason: InstanceReason, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T>;
  /** Listens on a channel, over reconnects; `onNotify('')` means that notifications may have been missed. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<Listener>;
  /** Sends a notification when `tx` commits. `payload` at most 7,999 bytes. */
  notify(tx: SpokeTx, channel: string, payload: string): Promise<void>;
  /** Resolves if the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the spoke's store.
 * @throws WheelhouseError PRECONDITION where the role could see past row-level security (owner, superuser, BYPASSRLS)
 */
export async function openSpokeDb(options: OpenSpokeDbOptions): Promise<SpokeDb> {
  const pool = await openPool(options, assertRuntimeRole);
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  return new TransactionDoor({ client, pool, options });
}

interface DoorDeps {
  readonly client: PrismaClient;
  readonly pool: pg.Pool;
  readonly options: OpenSpokeDbOptions;
}

class TransactionDoor implements SpokeDb {
  readonly #deps: DoorDeps;
  readonly #guard = new LeaseGuard();

  constructor(deps: DoorDeps) {
    this.#deps = deps;
  }

  withTenant<T>(context: TenantContext, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    return this.#transaction((tx) => enterTenant(tx, context), fn, options);
  }

  withSystemTenant<T>(workspaceId: WorkspaceId, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    return this.#transaction((tx) => enterSystemTenant(tx, workspaceId), fn, options);
  }

  async withInstance<T>(reason: InstanceReason, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    if (!instanceReasons.includes(reason)) throw new WheelhouseError('INTERNAL', `not an instance reason: ${reason}`);
    // Nothing to set: the settings are local to transactions, so a new one has none.
    return this.#transaction(async () => undefined, fn, options);
  }

  listen(channel: string, onNotify: (payload: string) => void): Promise<Listener> {
    const { databaseUrl, onError } = this.#deps.options;
    return openListener({ databaseUrl, channel, onNotify, ...(onError && { onError }) });
  }

  async notify(tx: SpokeTx, channel: string, payload: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
  }

  async ping(): Promise<void> {
    await this.#deps.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await this.#deps.client.$disconnect();
    await this.#deps.pool.end();
  }

  #transaction<T>(
    enter: (tx: SpokeTx) => Promise<void>,
    fn: (db: SpokeTx) => Promise<T>,
    options: DoorOptions | undefined,
  ): Promise<T> {
    return this.#guard.run((lease) =>
      this.#deps.client.$transaction(
        async (tx) => {
          await enter(tx);
          return fn(leased<SpokeTx>(tx, lease));
        },
        // Built per call: Prisma writes into the object it is given (prisma/orm #30367).
        { maxWait: 10_000, timeout: options?.timeoutMs ?? 15_000 },
      ),
    );
  }
}
