import type { CommandMessage, InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Arrival } from './arrival.ts';
import { Book } from './book.ts';
import type { Authority, GrantFact, PeerFact, PolicyFact } from './facts.ts';
import { countOpenRuns, readGrants } from './read-facts.ts';
import * as store from './store.ts';

/**
 * Commands of one issuer for one workspace that are taken in one transaction, and what they have in common: each is
 * read once, under locks that hold to the end, so that it is as true for the last of them as for the first.
 */
export class Round {
  readonly tx: SpokeTx;
  readonly book = new Book();
  /** What the hub last said; null for commands that did not come over the link. */
  readonly policy: PolicyFact | null;
  readonly #ledger: ReadonlyMap<string, store.LedgerRow>;
  readonly #takenIds: ReadonlySet<string>;
  #peer: Promise<PeerFact | null> | undefined;
  #grants: Promise<readonly GrantFact[]> | undefined;

  private constructor(tx: SpokeTx, facts: RoundFacts) {
    this.tx = tx;
    this.policy = facts.policy;
    this.#ledger = facts.ledger;
    this.#takenIds = facts.takenIds;
  }

  /**
   * Locks the runs in question, moves the link's position behind the last arrival, and looks the ids up.
   * @param workspaceId null where the workspace that they name is not here
   */
  static async open(tx: SpokeTx, arrivals: readonly Arrival[], workspaceId: WorkspaceId | null): Promise<Round> {
    const messages = arrivals.map(({ opened }) => opened.message);
    const ids = messages.map(({ id }) => id);
    if (workspaceId !== null) {
      const runIds = messages.map(({ agt, id }) => agt ?? id);
      await store.lockRuns(tx, workspaceId, runIds);
    }
    const { opened, source } = lastOf(arrivals);
    return new Round(tx, {
      policy: source.kind === 'link' ? await store.advance(tx, source.position) : null,
      ledger: await store.findLedger(tx, opened.message.iss, ids),
      takenIds: workspaceId === null ? new Set() : await store.findTakenIds(tx, workspaceId, ids),
    });
  }

  ledgerOf(id: string): store.LedgerRow | null {
    return this.#ledger.get(id) ?? null;
  }

  /** Whether another issuer's command of this workspace has the id. */
  isIdTaken(id: string): boolean {
    return this.#takenIds.has(id);
  }

  peer(iss: InstanceId): Promise<PeerFact | null> {
    return (this.#peer ??= store.findPeer(this.tx, iss));
  }

  /** By what right another instance's command acts. */
  async authorityOf(message: CommandMessage): Promise<Authority> {
    const grants = await (this.#grants ??= readGrants(this.tx, message));
    const isCounted = message.body.verb === 'agent.spawn' && grants.some(({ maxConcurrent }) => maxConcurrent !== null);
    return { kind: 'grant', grants, openRuns: isCounted ? await countOpenRuns(this.tx, message) : 0 };
  }
}

interface RoundFacts {
  readonly policy: PolicyFact | null;
  readonly ledger: ReadonlyMap<string, store.LedgerRow>;
  readonly takenIds: ReadonlySet<string>;
}

export function lastOf(arrivals: readonly Arrival[]): Arrival {
  const last = arrivals.at(-1);
  if (last === undefined) throw new RangeError('a round has at least one command');
  return last;
}
