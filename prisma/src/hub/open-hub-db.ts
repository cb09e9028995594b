import { PrismaPg } from '@prisma/adapter-pg';
import { LeaseGuard, leased } from '../database/lease.ts';
import { openListener, type Listener } from '../database/listen.ts';
import { openPool, type OpenPoolOptions } from '../database/open-pool.ts';
import { assertRuntimeRole } from '../database/runtime-role.ts';
import { PrismaClient, type Prisma } from '../generated/hub/client.ts';

export type OpenHubDbOptions = OpenPoolOptions;

/** One open transaction on the hub's store. Gone when the callback ends. */
export type HubTx = Omit<Prisma.TransactionClient, '$transaction' | '$queryRawUnsafe' | '$executeRawUnsafe'>;

/** Statements outside a transaction: each commits by itself. */
export type HubStatements = HubTx;

export interface HubDb {
  /** Statements that commit one by one, in the order in which the callback awaits them. */
  run<T>(fn: (db: HubStatements) => Promise<T>): Promise<T>;
  /** One transaction: all of it, or, where the callback throws, nothing. Inside another one it throws. */
  transaction<T>(fn: (db: HubTx) => Promise<T>, options?: { readonly timeoutMs?: number }): Promise<T>;
  /** Listens on a channel, over reconnects; `onNotify('')` means that notifications may have been missed. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<Listener>;
  /** Sends a notification, when `tx` commits. `payload` at most 7,999 bytes. */
  notify(tx: HubTx, channel: string, payload: string): Promise<void>;
  /** Resolves if the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the hub's store.
 * @throws WheelhouseError PRECONDITION where the role is an owner, a superuser or has BYPASSRLS
 */
export async function openHubDb(options: OpenHubDbOptions): Promise<HubDb> {
  const pool = await openPool(options, assertRuntimeRole);
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  const guard = new LeaseGuard();
  return {
    async run(fn) {
      const lease = { open: true };
      try {
        return await fn(leased<HubStatements>(client, lease));
      } finally {
        lease.open = false;
      }
    },
    transaction: (fn, callOptions) =>
      guard.run((lease) =>
        // Options built per call: Prisma writes into the object it is given (prisma/orm #30367).
        client.$transaction((tx) => fn(leased<HubTx>(tx, lease)), {
          maxWait: 10_000,
          timeout: callOptions?.timeoutMs ?? 15_000,
        }),
      ),
    listen: (channel, onNotify) =>
      openListener({
        databaseUrl: options.databaseUrl,
        channel,
        onNotify,
        ...(options.onError && { onError: options.onError }),
      }),
    async notify(tx, channel, payload) {
      await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
    },
    async ping() {
      await pool.query('SELECT 1');
    },
    async close() {
      await client.$disconnect();
      await pool.end();
    },
  };
}
