import { emptyAuditHead, toHex } from '@wheelhouse/protocol';
import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import { auditRowOf, type AuditChainRef, type AuditChainTx, type AuditStore } from '@wheelhouse/server';
import { whereOf, type AuditFilter } from './filter.ts';

/**
 * The hub's one audit log as sealing and exporting see it.
 * @param filter what an export's rows are chosen by
 */
export function openAuditStore(db: HubDb, ref: AuditChainRef, filter: AuditFilter | null = null): AuditStore {
  const { chain } = ref;
  return {
    listPending: () => db.run(async (tx) => ((await tx.auditPending.findFirst()) === null ? [] : [ref])),
    listUnsigned: () =>
      db.run(async (tx) => {
        const link = await tx.auditLink.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
        const signed = await tx.auditCheckpoint.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
        return (link?.seq ?? 0n) > (signed?.seq ?? 0n) ? [ref] : [];
      }),
    enter: (_ref, fn) =>
      db.transaction((tx) => fn({ ...rowsOf(tx, chain, filter), ...linksOf(tx, chain), ...checkpointsOf(tx, chain) })),
  };
}

type RowsTx = Pick<AuditChainTx, 'takePending' | 'findLost' | 'readRows'>;
type CheckpointsTx = Pick<AuditChainTx, 'findLastCheckpoint' | 'readCheckpoints' | 'addCheckpoint'>;
type LinksTx = Omit<AuditChainTx, keyof RowsTx | keyof CheckpointsTx>;

function rowsOf(tx: HubTx, chain: string, filter: AuditFilter | null): RowsTx {
  return {
    async takePending(limit) {
      const rows = await tx.$queryRaw<{ entryId: bigint }[]>`
        DELETE FROM audit_pending WHERE entry_id IN (SELECT entry_id FROM audit_pending ORDER BY entry_id LIMIT ${limit})
        RETURNING entry_id AS "entryId"`;
      return rows.map((row) => row.entryId);
    },
    async findLost() {
      await tx.$executeRaw`
        INSERT INTO audit_pending (entry_id) SELECT a.id FROM audit_log a
        WHERE NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.chain = ${chain}::uuid AND l.entry_id = a.id)
        ON CONFLICT DO NOTHING`;
    },
    async readRows(ids, filtered) {
      const where = { ...(filtered ? whereOf(filter) : {}), id: { in: [...ids] } };
      return (await tx.auditLog.findMany({ where })).map((row) => auditRowOf('hub', row));
    },
  };
}

function linksOf(tx: HubTx, chain: string): LinksTx {
  return {
    async findLinked(ids) {
      const where = { chain, entryId: { in: [...ids] } };
      return (await tx.auditLink.findMany({ where, select: { entryId: true } })).map((row) => row.entryId);
    },
    async findHead() {
      const last = await tx.auditLink.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
      return last === null ? emptyAuditHead : { seq: Number(last.seq), hash: toHex(last.hash) };
    },
    async readLinks(afterSeq, limit) {
      const where = { chain, seq: { gt: afterSeq } };
      const rows = await tx.auditLink.findMany({ where, orderBy: { seq: 'asc' }, take: limit });
      return rows.map((row) => ({
        seq: Number(row.seq),
        id: String(row.entryId),
        digest: toHex(row.digest),
        hash: toHex(row.hash),
      }));
    },
    // One parameter: Prisma's own batch insert took two thirds of the time of sealing (measured).
    async addLinks(links) {
      await tx.$executeRaw`
        INSERT INTO audit_links (chain, seq, entry_id, digest, hash)
        SELECT ${chain}::uuid, l.seq, l.id::bigint, decode(l.digest, 'hex'), decode(l.hash, 'hex')
        FROM json_to_recordset(${JSON.stringify(links)}::json) AS l(seq bigint, id text, digest text, hash text)`;
    },
  };
}

function checkpointsOf(tx: HubTx, chain: string): CheckpointsTx {
  return {
    async findLastCheckpoint() {
      const last = await tx.auditCheckpoint.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
      return Number(last?.seq ?? 0);
    },
    async readCheckpoints(fromSeq, toSeq) {
      const where = { chain, seq: { gte: fromSeq, lte: toSeq } };
      const rows = await tx.auditCheckpoint.findMany({ where, orderBy: { seq: 'asc' } });
      return rows.map((row) => ({ seq: Number(row.seq), envelope: row.envelope }));
    },
    async addCheckpoint(seq, envelope) {
      await tx.auditCheckpoint.createMany({ data: [{ chain, seq: BigInt(seq), envelope }], skipDuplicates: true });
    },
  };
}
