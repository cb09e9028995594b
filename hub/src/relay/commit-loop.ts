import type { HubDb } from '@wheelhouse/prisma/hub';
import type { Failpoints, Logger } from '@wheelhouse/server';
import { notifyChange } from '../changes.ts';
import type { HubLimits } from '../limits.ts';
import type { MailboxRow } from '../mailbox/rules.ts';
import { storeTrims, type Trim } from '../mailbox/trim.ts';
import { Draft } from './draft.ts';
import type { Inbound, Verdict } from './items.ts';
import { planBatch } from './plan.ts';
import type { RelayView } from './rules.ts';
import { loadBatch, writeBatch } from './store.ts';

export interface CommitLoopDeps {
  readonly db: HubDb;
  readonly view: RelayView;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly now: () => number;
  readonly policyRevision: () => number;
  /** Told of every message that comes in and of its verdict. */
  readonly watch: (item: Inbound) => Inbound;
  /** Called after the commit with the rows it added, in order: wakes the sessions that shall send them. */
  readonly onAppended: (rows: readonly MailboxRow[]) => void;
  /** Called after the commit with grants that it changed. */
  readonly onGrants: (grants: Draft['grants']) => Promise<void>;
}

/**
 * The one writer of relayed messages on a node. Everything that arrives while a transaction runs goes into the next
 * one, whichever link it came over: the store's cost per message falls as the load rises. Verdicts are told only
 * after the commit, so what was acknowledged is durable.
 */
export class CommitLoop {
  readonly #deps: CommitLoopDeps;
  #queue: Inbound[] = [];
  #trims = new Map<string, Trim>();
  #running: Promise<void> | null = null;
  #closed = false;
  /** When a batch was last settled, or work came in after idleness. */
  #movedAt = 0;

  constructor(deps: CommitLoopDeps) {
    this.#deps = deps;
  }

  /** Takes a message; its `settle` or `fail` is called exactly once. Order per link is kept. */
  submit(item: Inbound): void {
    if (this.#closed) return item.fail(new Error('the hub is closing'));
    this.#queue.push(this.#deps.watch(item));
    this.#start();
  }

  /** Notes that a spoke has durably stored everything up to `offset` of its mailbox. */
  trim(trim: Trim): void {
    const known = this.#trims.get(trim.spokeId);
    if (known?.epoch === trim.epoch && known.offset >= trim.offset) return;
    this.#trims.set(trim.spokeId, trim);
    this.#start();
  }

  /** How long there has been work without a batch of it being settled; 0 when idle. */
  get stalledForMs(): number {
    return this.#running === null ? 0 : performance.now() - this.#movedAt;
  }

  /** Resolves when everything taken so far has been told its verdict. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #start(): void {
    // The loop starts in a later turn, so that what arrives in one turn shares a transaction.
    if (this.#running === null) this.#movedAt = performance.now();
    this.#running ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#run())
      .finally(() => {
        this.#running = null;
        if (this.#queue.length > 0 || this.#trims.size > 0) this.#start();
      });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 || this.#trims.size > 0) {
      const items = this.#queue.splice(0, this.#deps.limits.commitBatchMessages);
      const trims = [...this.#trims.values()];
      this.#trims.clear();
      await this.#commitOrSplit(items, trims);
      this.#movedAt = performance.now();
    }
  }

  /** A batch that fails is taken apart, so that one message that the store cannot take does not hold up its neighbours. */
  async #commitOrSplit(items: readonly Inbound[], trims: readonly Trim[]): Promise<void> {
    try {
      await this.#commit(items, trims);
    } catch (error) {
      this.#deps.logger.error({ event: 'commit', count: items.length, err: error }, 'a batch was not stored');
      const [first] = items;
      if (first === undefined) return;
      if (!(await this.#storeAnswers())) {
        // Not nacked: a nack would make the sender drop it. The session ends and its successor brings it again.
        for (const item of items) item.fail(error);
      } else if (items.length > 1) {
        for (const item of items) await this.#commitOrSplit([item], []);
      } else {
        await this.#refuse(first);
      }
    }
  }

  async #storeAnswers(): Promise<boolean> {
    try {
      await this.#deps.db.ping();
      return true;
    } catch {
      return false;
    }
  }

  async #refuse(item: Inbound): Promise<void> {
    const hints = item.content.type === 'inventory' ? null : item.content.hints;
    try {
      await this.#commit([{ ...item, content: { type: 'refused', code: 'INTERNAL', hints } }], []);
    } catch (error) {
      item.fail(error);
    }
  }

  async #commit(items: readonly Inbound[], trims: readonly Trim[]): Promise<void> {
    const { db, view, limits, failpoints } = this.#deps;
    const now = this.#deps.now();
    const done = await db.transaction(async (tx) => {
      const state = await loadBatch(tx, items, limits);
      const draft = new Draft(state, { view, limits, now });
      const verdicts = planBatch(items, draft);
      await writeBatch(tx, draft, { now, policyRevision: this.#deps.policyRevision() });
      await storeTrims(tx, trims, now);
      for (const { message } of draft.grants) await notifyChange(db, tx, `grant:${message.body.grant}`);
      if (draft.newCommands.length > 0) await failpoints.hit('hub.accept.before-commit');
      return { draft, verdicts };
    });
    if (done.draft.newCommands.length > 0) await failpoints.hit('hub.accept.after-commit');
    // Before the acks: whoever hears that a grant is stored may rely on it at once.
    if (done.draft.grants.length > 0) await this.#deps.onGrants(done.draft.grants);
    settleAll(items, done.verdicts);
    if (done.draft.rows.length > 0) this.#deps.onAppended(done.draft.rows);
  }
}

function settleAll(items: readonly Inbound[], verdicts: readonly Verdict[]): void {
  items.forEach((item, index) => {
    const verdict = verdicts[index];
    if (verdict !== undefined) item.settle(verdict);
  });
}
