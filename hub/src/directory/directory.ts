import type { HubDb } from '@wheelhouse/prisma/hub';
import type { ConnectionState } from '@wheelhouse/protocol';
import type { Logger } from '@wheelhouse/server';
import type { KnownGrant, KnownInstance, RelayView } from '../relay/rules.ts';
import {
  readConnections,
  readGrants,
  readHeld,
  readInstances,
  readPolicyRevision,
  type ConnectionRow,
  type InstanceRow,
} from './store.ts';

/** An instance with everything that link, policy frames and displays need. */
export interface DirectoryInstance extends KnownInstance {
  readonly name: string;
  readonly fingerprint: string;
  readonly keyset: string;
}

export interface DirectoryConnection {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly state: ConnectionState;
}

const pairKey = (a: string, b: string): string => (a < b ? `${a}:${b}` : `${b}:${a}`);
const grantKey = (target: string, grantee: string, workspaceId: string): string =>
  `${target}:${grantee}:${workspaceId}`;

/**
 * Instances, connections and grants as the relay decides by them: all in memory, so that a decision costs no query.
 * The store is the truth; whoever changes it calls `refresh*` after the commit, and other nodes are told by NOTIFY.
 */
export class Directory implements RelayView {
  readonly hubId: string;
  readonly #db: HubDb;
  readonly #logger: Logger;
  readonly #instances = new Map<string, DirectoryInstance>();
  readonly #connections = new Map<string, DirectoryConnection>();
  readonly #connectionsOf = new Map<string, Map<string, DirectoryConnection>>();
  readonly #grants = new Map<string, KnownGrant[]>();
  #revision = 0;
  #isHeld = false;

  constructor(deps: { readonly db: HubDb; readonly hubId: string; readonly logger: Logger }) {
    this.#db = deps.db;
    this.#logger = deps.logger;
    this.hubId = deps.hubId;
  }

  /** Of the newest policy change, rising by one with each. */
  get policyRevision(): number {
    return this.#revision;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Reads everything anew. */
  async load(): Promise<void> {
    const read = await this.#db.run(async (db) => ({
      instances: await readInstances(db, null),
      connections: await readConnections(db, null),
      grants: await readGrants(db, null),
      revision: await readPolicyRevision(db),
      isHeld: await readHeld(db),
    }));
    this.#instances.clear();
    this.#connections.clear();
    this.#connectionsOf.clear();
    this.#grants.clear();
    for (const row of read.instances) this.#putInstance(row);
    for (const row of read.connections) this.#putConnection(row);
    for (const grant of read.grants) this.#putGrant(grant);
    this.#revision = read.revision;
    this.#isHeld = read.isHeld;
  }

  async refreshHold(): Promise<void> {
    this.#isHeld = await this.#db.run(readHeld);
  }

  async refreshInstance(id: string): Promise<void> {
    const read = await this.#db.run(async (db) => ({
      rows: await readInstances(db, id),
      revision: await readPolicyRevision(db),
    }));
    for (const row of read.rows) this.#putInstance(row);
    this.#revision = Math.max(this.#revision, read.revision);
  }

  async refreshConnection(id: string): Promise<void> {
    const read = await this.#db.run(async (db) => ({
      rows: await readConnections(db, id),
      revision: await readPolicyRevision(db),
    }));
    for (const row of read.rows) this.#putConnection(row);
    this.#revision = Math.max(this.#revision, read.revision);
  }

  async refreshGrant(id: string): Promise<void> {
    const grants = await this.#db.run((db) => readGrants(db, id));
    for (const grant of grants) this.#putGrant(grant);
  }

  findInstance(id: string): DirectoryInstance | null {
    return this.#instances.get(id) ?? null;
  }

  listInstances(): IterableIterator<DirectoryInstance> {
    return this.#instances.values();
  }

  connectionState(a: string, b: string): ConnectionState | null {
    return this.#connections.get(pairKey(a, b))?.state ?? null;
  }

  connectionsOf(id: string): readonly DirectoryConnection[] {
    return [...(this.#connectionsOf.get(id)?.values() ?? [])];
  }

  grantsOf(target: string, grantee: string, workspaceId: string): readonly KnownGrant[] {
    return this.#grants.get(grantKey(target, grantee, workspaceId)) ?? [];
  }

  #putInstance(row: InstanceRow): void {
    try {
      this.#instances.set(row.id, row.open());
    } catch (error) {
      // A keyset that no longer opens speaks for nobody; the rest of the fleet goes on.
      this.#instances.delete(row.id);
      this.#logger.error({ event: 'keyset', peer: row.id, err: error }, 'a stored keyset does not open');
    }
  }

  #putConnection(row: ConnectionRow): void {
    this.#connections.set(pairKey(row.a, row.b), row);
    for (const end of [row.a, row.b]) {
      const mine = this.#connectionsOf.get(end) ?? new Map<string, DirectoryConnection>();
      mine.set(row.id, row);
      this.#connectionsOf.set(end, mine);
    }
  }

  #putGrant(grant: KnownGrant): void {
    const key = grantKey(grant.issuer, grant.grantee, grant.workspaceId);
    const others = (this.#grants.get(key) ?? []).filter((known) => known.id !== grant.id);
    this.#grants.set(key, [...others, grant]);
  }
}
