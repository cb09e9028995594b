import {
  linkAuditRows,
  signAuditCheckpoint,
  WheelhouseError,
  type AuditHead,
  type InstanceId,
  type Signer,
} from '@wheelhouse/protocol';
import type { Logger } from '../logger.ts';
import type { AuditChainRef, AuditChainTx, AuditStore } from './audit-store.ts';

export interface AuditSealerDeps {
  readonly store: AuditStore;
  /** Whose identity key signs checkpoints. */
  readonly instance: InstanceId;
  readonly identity: Signer;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface AuditSealer {
  /** Links everything of one chain that is committed by now, and signs its head. Resolves with that head. */
  sealNow(ref: AuditChainRef): Promise<AuditHead>;
  close(): Promise<void>;
}

/** A row is linked this long after its commit, and a little more. */
const sealEveryMs = 400;
const longestPauseMs = 5_000;
/** How long a chain whose workspace is gone is left alone. */
const goneForMs = 3_600_000;
const batchSize = 500;
/** A checkpoint at least every so many rows, and this long after the first row without one. */
const checkpointEveryRows = 1_000;
const checkpointAfterMs = 600_000;
const attempts = 5;

/**
 * Links rows of audit logs in the background. Any number of processes may do it over one database: who comes second to
 * a place in a chain fails on its primary key and starts over.
 */
export function startAuditSealer(deps: AuditSealerDeps): AuditSealer {
  return new BackgroundSealer(deps);
}

class BackgroundSealer implements AuditSealer {
  readonly #deps: AuditSealerDeps;
  /** Chains whose head waits for a checkpoint, and until when it may. */
  readonly #unsigned = new Map<string, { readonly ref: AuditChainRef; readonly dueAt: number }>();
  /** Chains that failed, and until when they are left alone. */
  readonly #later = new Map<string, number>();
  #closed = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void>;

  constructor(deps: AuditSealerDeps) {
    this.#deps = deps;
    this.#running = this.#findUnsigned();
    this.#plan();
  }

  async sealNow(ref: AuditChainRef): Promise<AuditHead> {
    await sealAll(this.#deps, ref, true);
    return this.#deps.store.enter(ref, (tx) => signHead(this.#deps, ref, tx));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #findUnsigned(): Promise<void> {
    const { store, logger } = this.#deps;
    try {
      for (const ref of await store.listUnsigned()) this.#unsigned.set(ref.chain, { ref, dueAt: 0 });
    } catch (error) {
      logger.warn({ event: 'audit_seal', err: error }, 'unsigned chains are not known');
    }
  }

  #plan(): void {
    const pauseMs = Math.min(longestPauseMs, sealEveryMs * 2 ** Math.min(this.#failures, 10));
    this.#timer = setTimeout(() => {
      this.#running = this.#running.then(() => this.#run());
    }, pauseMs);
  }

  async #run(): Promise<void> {
    try {
      await this.#sealPending();
      await this.#signDue();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      const { logger } = this.#deps;
      if (this.#failures === 1) logger.warn({ event: 'audit_seal', err: error }, 'audit rows wait to be sealed');
    }
    if (!this.#closed) this.#plan();
  }

  async #sealPending(): Promise<void> {
    const { store, now, logger } = this.#deps;
    for (const ref of await store.listPending()) {
      if (this.#closed) return;
      if ((this.#later.get(ref.chain) ?? 0) > now()) continue;
      try {
        await sealAll(this.#deps, ref, false);
        this.#later.delete(ref.chain);
        if (!this.#unsigned.has(ref.chain)) this.#unsigned.set(ref.chain, { ref, dueAt: now() + checkpointAfterMs });
      } catch (error) {
        // One chain that cannot be sealed must not hold up the others.
        this.#later.set(ref.chain, now() + (isGone(error) ? goneForMs : longestPauseMs));
        if (isGone(error)) continue;
        logger.warn({ event: 'audit_seal', err: error }, 'a chain of audit rows could not be sealed');
      }
    }
  }

  async #signDue(): Promise<void> {
    for (const [chain, { ref, dueAt }] of this.#unsigned) {
      if (this.#closed || dueAt > this.#deps.now()) continue;
      this.#unsigned.delete(chain);
      await this.#deps.store
        .enter(ref, (tx) => signHead(this.#deps, ref, tx))
        .catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
    }
  }
}

/** A workspace that was purged has no log any more. */
function isGone(error: unknown): boolean {
  return error instanceof WheelhouseError && error.code === 'NOT_FOUND';
}

/** @param thorough also looks for rows that are on no waiting list */
async function sealAll(deps: AuditSealerDeps, ref: AuditChainRef, thorough: boolean): Promise<void> {
  if (thorough) await deps.store.enter(ref, (tx) => tx.findLost());
  for (let failed = 0; ;) {
    try {
      const taken = await deps.store.enter(ref, (tx) => sealBatch(deps, ref, tx));
      if (taken < batchSize) return;
    } catch (error) {
      failed += 1;
      if (failed >= attempts) throw error;
    }
  }
}

async function sealBatch(deps: AuditSealerDeps, ref: AuditChainRef, tx: AuditChainTx): Promise<number> {
  const taken = await tx.takePending(batchSize);
  if (taken.length === 0) return 0;
  const linked = new Set(await tx.findLinked(taken));
  const ids = taken.filter((id) => !linked.has(id));
  const rows = [...(await tx.readRows(ids, false))].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  if (rows.length < ids.length) {
    const count = ids.length - rows.length;
    deps.logger.error({ event: 'audit_seal', kind: ref.kind, count }, 'audit rows were gone before they were sealed');
  }
  const links = linkAuditRows(ref.chain, await tx.findHead(), rows);
  await tx.addLinks(links);
  const head = links.at(-1);
  if (head !== undefined && head.seq - (await tx.findLastCheckpoint()) >= checkpointEveryRows) {
    await addCheckpoint(deps, ref, tx, head);
  }
  return taken.length;
}

async function signHead(deps: AuditSealerDeps, ref: AuditChainRef, tx: AuditChainTx): Promise<AuditHead> {
  const head = await tx.findHead();
  if (head.seq > (await tx.findLastCheckpoint())) await addCheckpoint(deps, ref, tx, head);
  return head;
}

async function addCheckpoint(
  deps: AuditSealerDeps,
  ref: AuditChainRef,
  tx: AuditChainTx,
  head: AuditHead,
): Promise<void> {
  await tx.addCheckpoint(head.seq, checkpointOf(deps, ref, head, 'periodic'));
}

/** Signs that a chain has this head now. */
export function checkpointOf(
  deps: Pick<AuditSealerDeps, 'instance' | 'identity' | 'now'>,
  { chain }: AuditChainRef,
  { seq, hash }: AuditHead,
  purpose: 'periodic' | 'export',
): string {
  return signAuditCheckpoint({ v: 1, iss: deps.instance, chain, seq, hash, purpose, iat: deps.now() }, deps.identity);
}
