import { Readable } from 'node:stream';
import {
  formatAuditCsvHead,
  formatAuditCsvLine,
  formatAuditLine,
  type AuditRecord,
  type InstanceId,
  type Signer,
} from '@wheelhouse/protocol';
import type { FastifyReply } from 'fastify';
import type { AuditChainRef, AuditStore } from './audit-store.ts';
import { checkpointOf, type AuditSealer } from './sealer.ts';

export interface AuditExportDeps {
  readonly store: AuditStore;
  readonly sealer: AuditSealer;
  readonly instance: InstanceId;
  readonly identity: Signer;
  /** The keyset document that vouches for the identity key. */
  readonly keyset: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const pageSize = 500;

/**
 * The records of an export: everything that is committed when it begins, in chain order, with links and checkpoints.
 * @param filter what rows are chosen by, for the header; the store applies it
 */
export async function* exportAudit(
  deps: AuditExportDeps,
  ref: AuditChainRef,
  filter: Readonly<Record<string, string>> | null,
): AsyncGenerator<AuditRecord> {
  const { instance, keyset, now } = deps;
  const head = await deps.sealer.sealNow(ref);
  yield {
    t: 'header',
    v: 1,
    ...ref,
    instance,
    exportedAt: now(),
    filter: filter === null ? null : { ...filter },
    keyset,
  };
  let rows = 0;
  for (let after = 0; after < head.seq;) {
    const page = await readPage(deps.store, ref, { after, upTo: head.seq, filtered: filter !== null });
    // A place that has no link is a hole that verification names.
    if (page.records.length === 0) break;
    yield* page.records;
    rows += page.rows;
    after = page.lastSeq;
  }
  for (const { envelope } of await findAhead(deps.store, ref)) yield { t: 'checkpoint', envelope };
  yield { t: 'checkpoint', envelope: checkpointOf(deps, ref, head, 'export') };
  yield { t: 'end', entries: head.seq, rows };
}

/** Checkpoints beyond the last link: somebody cut the chain. They go into the file, so that it cannot verify. */
function findAhead(store: AuditStore, ref: AuditChainRef): Promise<readonly { readonly envelope: string }[]> {
  return store.enter(ref, async (tx) => {
    // In this order: a checkpoint that is seen has its link before it.
    const last = await tx.findLastCheckpoint();
    const { seq } = await tx.findHead();
    return last > seq ? tx.readCheckpoints(seq + 1, last) : [];
  });
}

interface PageWish {
  readonly after: number;
  readonly upTo: number;
  readonly filtered: boolean;
}

interface ExportPage {
  readonly records: readonly AuditRecord[];
  readonly rows: number;
  readonly lastSeq: number;
}

function readPage(store: AuditStore, ref: AuditChainRef, { after, upTo, filtered }: PageWish): Promise<ExportPage> {
  return store.enter(ref, async (tx) => {
    const links = (await tx.readLinks(after, pageSize)).filter((link) => link.seq <= upTo);
    const lastSeq = links.at(-1)?.seq ?? after;
    const ids = links.map((link) => BigInt(link.id));
    const rows = new Map((await tx.readRows(ids, filtered)).map((row) => [row.id, row]));
    const checkpoints = new Map((await tx.readCheckpoints(after + 1, lastSeq)).map((one) => [one.seq, one.envelope]));
    const records = links.flatMap((link): AuditRecord[] => {
      const row = rows.get(link.id);
      const envelope = checkpoints.get(link.seq);
      return [
        { t: 'entry', ...link, ...(row === undefined ? {} : { row: { ...row } }) },
        ...(envelope === undefined ? [] : [{ t: 'checkpoint', envelope } as const]),
      ];
    });
    return { records, rows: rows.size, lastSeq };
  });
}

/** Streams an export as a file. The first record is made before anything is sent, so a fault still gets its answer. */
export async function sendAuditExport(
  reply: FastifyReply,
  records: AsyncGenerator<AuditRecord>,
  what: AuditChainRef & { readonly format: 'jsonl' | 'csv' },
): Promise<FastifyReply> {
  const first = await records.next();
  const { kind, chain, format } = what;
  const line = (record: AuditRecord): string =>
    format === 'csv' ? formatAuditCsvLine(kind, record) : formatAuditLine(record);
  async function* lines(): AsyncGenerator<string> {
    if (format === 'csv') yield formatAuditCsvHead(kind);
    if (first.done !== true) yield line(first.value);
    for await (const record of records) yield line(record);
  }
  return reply
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
    .header('content-disposition', `attachment; filename="audit-${kind}-${chain}.${format}"`)
    .serializer((payload: unknown) => payload as string)
    .send(Readable.from(lines()));
}
