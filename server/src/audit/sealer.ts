import { linkAuditRows, signAuditCheckpoint, type AuditHead, type InstanceId, type Signer } from '@wheelhouse/protocol';
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
  const unsigned = new Map<string, { readonly ref: AuditChainRef; readonly dueAt: number }>();
  const later = new Map<string, number>();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  const round = async (): Promise<void> => {
    for (const ref of await deps.store.listPending()) {
      if (closed) return;
      if ((later.get(ref.chain) ?? 0) > deps.now()) continue;
      try {
        await sealAll(deps, ref, false);
        later.delete(ref.chain);
        if (!unsigned.has(ref.chain)) unsigned.set(ref.chain, { ref, dueAt: deps.now() + checkpointAfterMs });
      } catch (error) {
        // One chain that cannot be sealed must not hold up the others.
        later.set(ref.chain, deps.now() + longestPauseMs);
        deps.logger.warn({ event: 'audit_seal', err: error }, 'a chain of audit rows could not be sealed');
      }
    }
    for (const [chain, { ref, dueAt }] of unsigned) {
      if (closed || dueAt > deps.now()) continue;
      unsigned.delete(chain);
      await deps.store.enter(ref, (tx) => signHead(deps, ref, tx));
    }
  };
  const run = async (): Promise<void> => {
    try {
      await round();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) deps.logger.warn({ event: 'audit_seal', err: error }, 'audit rows wait to be sealed');
    }
    if (!closed) plan();
  };
  let running: Promise<void> = deps.store
    .listUnsigned()
    .then((refs) => refs.forEach((ref) => unsigned.set(ref.chain, { ref, dueAt: 0 })))
    .catch((error: unknown) => deps.logger.warn({ event: 'audit_seal', err: error }, 'unsigned chains are not known'));
  const plan = (): void => {
    const pauseMs = Math.min(longestPauseMs, sealEveryMs * 2 ** Math.min(failures, 10));
    timer = setTimeout(() => {
      running = running.then(run);
    }, pauseMs);
  };
  plan();
  return {
    async sealNow(ref) {
      await sealAll(deps, ref, true);
      return deps.store.enter(ref, (tx) => signHead(deps, ref, tx));
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
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
