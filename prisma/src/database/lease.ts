import { AsyncLocalStorage } from 'node:async_hooks';

/** Open while the callback of a door runs; closed for good when it has ended. */
export interface Lease {
  open: boolean;
}

/** Members of a transaction client that would leave the transaction, or take SQL as text. */
export const withheldMembers = [
  '$transaction',
  '$queryRawUnsafe',
  '$executeRawUnsafe',
  '$connect',
  '$disconnect',
  '$extends',
  '$on',
] as const;
const withheld: ReadonlySet<PropertyKey> = new Set(withheldMembers);

/** Notices calls of a door from inside a door. The context itself is never read from here: it stays explicit. */
export class LeaseGuard {
  readonly #current = new AsyncLocalStorage<Lease>();

  /** The lease of the calling context, open or not. */
  get current(): Lease | undefined {
    return this.#current.getStore();
  }

  /**
   * Runs `work` under a new lease.
   * @throws Error where the caller already holds one: a transaction inside a transaction would mix two contexts
   */
  async run<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    if (this.#current.getStore()?.open === true) {
      throw new Error('a database door was opened inside another one; pass the db of the outer one on');
    }
    const lease: Lease = { open: true };
    try {
      return await this.#current.run(lease, () => work(lease));
    } finally {
      lease.open = false;
    }
  }
}

/** A view of `client` that works only while `lease` is open and lacks the withheld members. */
export function leased<Client extends object>(client: Client, lease: Lease): Client {
  return new Proxy(client, {
    get(target, property) {
      if (withheld.has(property)) throw new Error(`${String(property)} is not available inside a database door`);
      if (!lease.open && typeof property === 'string' && property !== 'then') {
        throw new Error('this database handle was used after its door had closed');
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
