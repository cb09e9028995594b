import type { MailboxRow } from '../mailbox/rules.ts';
import type { Session } from './session.ts';

/** The live sessions of this node: at most one per spoke, always the newest. */
export class Sessions {
  readonly #bySpoke = new Map<string, Session>();

  find(spokeId: string): Session | null {
    return this.#bySpoke.get(spokeId) ?? null;
  }

  list(): readonly Session[] {
    return [...this.#bySpoke.values()];
  }

  get count(): number {
    return this.#bySpoke.size;
  }

  /** Puts a session in its spoke's place and ends the one that was there. */
  replace(session: Session): void {
    const old = this.#bySpoke.get(session.spokeId);
    // A slow store may answer an older handshake after a newer one.
    if (old !== undefined && old.connGen > session.connGen) return session.end('SUPERSEDED');
    this.#bySpoke.set(session.spokeId, session);
    old?.end('SUPERSEDED');
  }

  /** Takes a session out, unless a newer one has its place by now. */
  remove(session: Session): void {
    if (this.#bySpoke.get(session.spokeId) === session) this.#bySpoke.delete(session.spokeId);
  }

  /** Gives committed rows to the sessions they are for. */
  offer(rows: readonly MailboxRow[]): void {
    const bySpoke = new Map<string, MailboxRow[]>();
    for (const row of rows) {
      const mine = bySpoke.get(row.spokeId);
      if (mine === undefined) bySpoke.set(row.spokeId, [row]);
      else mine.push(row);
    }
    for (const [spokeId, mine] of bySpoke) this.#bySpoke.get(spokeId)?.offer(mine);
  }

  wake(spokeIds: Iterable<string>): void {
    for (const id of spokeIds) this.#bySpoke.get(id)?.wake();
  }
}
