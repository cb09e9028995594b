import type { OrganizationId, WorkspaceId } from '@wheelhouse/protocol';
import { WheelhouseError } from '@wheelhouse/protocol';
import type pg from 'pg';
import { LeaseGuard, leased } from '../database/lease.ts';
import { openListener, type Listener } from '../database/listen.ts';
import { openPool } from '../database/open-pool.ts';
import { assertRuntimeRole } from '../database/runtime-role.ts';
import {
  instanceReasons,
  type DoorOptions,
  type InstanceReason,
  type OrganizationContext,
  type SpokeTx,
  type TenantContext,
} from './contexts.ts';
import {
  instanceEntrance,
  organizationEntrance,
  systemEntrance,
  systemOrganizationEntrance,
  tenantEntrance,
  userEntrance,
  type Entrance,
} from './entrances.ts';
import { Session } from './session.ts';
import { createStatementNames, openSlot, type Slot } from './slot.ts';

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
  /** Enters as a person without a workspace: their own rows, and which workspaces and organizations are theirs. */
  withUser<T>(userId: string, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T>;
  /** Enters an organization as one of its members: its own rows, none of its workspaces'. */
  withOrganization<T>(context: OrganizationContext, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T>;
  /**
   * Enters an organization as its own system principal, for work that nobody asked for in person.
   * @throws WheelhouseError NOT_FOUND where no such organization lives here
   */
  withSystemOrganization<T>(
    organizationId: OrganizationId,
    fn: (db: SpokeTx) => Promise<T>,
    options?: DoorOptions,
  ): Promise<T>;
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
  const pool = await openPool({ ...options, pipeline: true }, assertRuntimeRole);
  return new SessionDoor(pool, options);
}

const defaultTimeoutMs = 15_000;

class SessionDoor implements SpokeDb {
  readonly #pool: pg.Pool;
  readonly #options: OpenSpokeDbOptions;
  readonly #guard = new LeaseGuard();
  readonly #statementName = createStatementNames();
  /** Never more than the pool has connections: a slot is taken after a connection. */
  readonly #freeSlots: Slot[] = [];

  constructor(pool: pg.Pool, options: OpenSpokeDbOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  withTenant<T>(context: TenantContext, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: tenantEntrance(context, timeoutMs), timeoutMs, fn });
  }

  withSystemTenant<T>(workspaceId: WorkspaceId, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: systemEntrance(workspaceId, timeoutMs), timeoutMs, fn });
  }

  withUser<T>(userId: string, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: userEntrance(userId, timeoutMs), timeoutMs, fn });
  }

  withOrganization<T>(
    context: OrganizationContext,
    fn: (db: SpokeTx) => Promise<T>,
    options?: DoorOptions,
  ): Promise<T> {
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: organizationEntrance(context, timeoutMs), timeoutMs, fn });
  }

  withSystemOrganization<T>(
    organizationId: OrganizationId,
    fn: (db: SpokeTx) => Promise<T>,
    options?: DoorOptions,
  ): Promise<T> {
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: systemOrganizationEntrance(organizationId, timeoutMs), timeoutMs, fn });
  }

  async withInstance<T>(reason: InstanceReason, fn: (db: SpokeTx) => Promise<T>, options?: DoorOptions): Promise<T> {
    if (!instanceReasons.includes(reason)) throw new WheelhouseError('INTERNAL', `not an instance reason: ${reason}`);
    const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
    return this.#enter({ entrance: instanceEntrance(timeoutMs), timeoutMs, fn });
  }

  listen(channel: string, onNotify: (payload: string) => void): Promise<Listener> {
    const { databaseUrl, onError } = this.#options;
    return openListener({ databaseUrl, channel, onNotify, ...(onError && { onError }) });
  }

  async notify(tx: SpokeTx, channel: string, payload: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
  }

  async ping(): Promise<void> {
    await this.#pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await this.#pool.end(); // Waits for the sessions that are still ending.
    for (const slot of this.#freeSlots.splice(0)) await slot.client.$disconnect();
  }

  #enter<T>({ entrance, timeoutMs, fn }: EnterOptions<T>): Promise<T> {
    return this.#guard.run(async (lease) => {
      const connection = await this.#checkOut();
      const slot = this.#freeSlots.pop() ?? openSlot(this.#guard, this.#statementName);
      const session = new Session({ connection, lease, entrance });
      slot.session = session;
      const end = async (how: Promise<void>): Promise<void> => {
        try {
          await how;
        } finally {
          slot.session = undefined;
          this.#freeSlots.push(slot);
        }
      };
      let result: T;
      try {
        result = await withDeadline(fn(leased<SpokeTx>(slot.client, lease)), timeoutMs);
      } catch (error) {
        lease.open = false;
        await end(session.rollback());
        throw session.refusal ?? error;
      }
      const ended = end(session.commit());
      // After reads alone nobody has to wait for the end. It can only fail with the connection, which the pool notices.
      if (session.onlyRead) ended.catch(() => undefined);
      else await ended;
      return result;
    });
  }

  async #checkOut(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw new WheelhouseError('UNAVAILABLE', 'no database connection was to be had', { cause: error });
    }
  }
}

interface EnterOptions<T> {
  readonly entrance: Entrance;
  readonly timeoutMs: number;
  readonly fn: (db: SpokeTx) => Promise<T>;
}

/** @throws WheelhouseError UNAVAILABLE after `timeoutMs` */
async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new WheelhouseError('UNAVAILABLE', `a transaction took longer than ${timeoutMs} ms and was rolled back`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
