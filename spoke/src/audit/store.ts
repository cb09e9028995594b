import { emptyAuditHead, toHex, type InstanceId } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { AuditChainRef, AuditChainTx, AuditStore } from '@wheelhouse/server';
import { enterChain, findAuditRows, instanceLogId } from './chains.ts';
import type { AuditFilter } from './filter.ts';

const chainsPerRound = 200;

/**
 * The spoke's audit logs as sealing and exporting see them.
 * @param filter what an export's rows are chosen by
 */
export function openAuditStore(db: SpokeDb, self: InstanceId, filter: AuditFilter | null = null): AuditStore {
  const refOf = (row: { readonly kind: string; readonly chain: string }): AuditChainRef =>
    row.chain === instanceLogId
      ? { kind: 'instance', chain: self }
      : { kind: row.kind === 'organization' ? 'organization' : 'workspace', chain: row.chain };
  return {
    async listPending() {
      const rows = await db.withInstance(
        'audit',
        (tx) => tx.$queryRaw<{ kind: string; chain: string }[]>`
          SELECT DISTINCT chain, kind FROM audit_pending LIMIT ${chainsPerRound}`,
      );
      return rows.map(refOf);
    },
    async listUnsigned() {
      const rows = await db.withInstance(
        'audit',
        (tx) => tx.$queryRaw<{ kind: string; chain: string }[]>`
          SELECT c.chain, c.kind FROM (
            SELECT workspace_id AS chain, 'workspace' AS kind FROM workspace_directory
            UNION ALL SELECT organization_id, 'organization' FROM organization_directory
            UNION ALL SELECT ${self}::uuid, 'instance') c
          WHERE coalesce((SELECT max(seq) FROM audit_links l WHERE l.chain = c.chain), 0)
            > coalesce((SELECT max(seq) FROM audit_checkpoints k WHERE k.chain = c.chain), 0)`,
      );
      return rows.map((row) => (row.chain === self ? { kind: 'instance', chain: self } : refOf(row)));
    },
    enter: (ref, fn) => enterChain(db, ref, (tx) => fn(chainTx(tx, ref, filter))),
  };
}

function chainTx(tx: SpokeTx, ref: AuditChainRef, filter: AuditFilter | null): AuditChainTx {
  return { ...rowsOf(tx, ref, filter), ...linksOf(tx, ref.chain), ...checkpointsOf(tx, ref.chain) };
}

type RowsTx = Pick<AuditChainTx, 'takePending' | 'findLost' | 'readRows'>;
type CheckpointsTx = Pick<AuditChainTx, 'findLastCheckpoint' | 'readCheckpoints' | 'addCheckpoint'>;
type LinksTx = Omit<AuditChainTx, keyof RowsTx | keyof CheckpointsTx>;

function rowsOf(tx: SpokeTx, ref: AuditChainRef, filter: AuditFilter | null): RowsTx {
  const waiting = ref.kind === 'instance' ? instanceLogId : ref.chain;
  return {
    async takePending(limit) {
      const rows = await tx.$queryRaw<{ entryId: bigint }[]>`
        DELETE FROM audit_pending WHERE chain = ${waiting}::uuid AND entry_id IN
          (SELECT entry_id FROM audit_pending WHERE chain = ${waiting}::uuid ORDER BY entry_id LIMIT ${limit})
        RETURNING entry_id AS "entryId"`;
      return rows.map((row) => row.entryId);
    },
    findLost: () => findLost(tx, ref, waiting),
    readRows: (ids, filtered) => findAuditRows(tx, ref, { ids, filter: filtered ? filter : null }),
  };
}

function linksOf(tx: SpokeTx, chain: string): LinksTx {
  return {
    async findLinked(ids) {
      const rows = await tx.auditLink.findMany({
        where: { chain, entryId: { in: [...ids] } },
        select: { entryId: true },
      });
      return rows.map((row) => row.entryId);
    },
    async findHead() {
      const last = await tx.auditLink.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
      return last === null ? emptyAuditHead : { seq: Number(last.seq), hash: toHex(last.hash) };
    },
    async readLinks(afterSeq, limit) {
      const rows = await tx.auditLink.findMany({
        where: { chain, seq: { gt: afterSeq } },
        orderBy: { seq: 'asc' },
        take: limit,
      });
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

function checkpointsOf(tx: SpokeTx, chain: string): CheckpointsTx {
  return {
    async findLastCheckpoint() {
      const last = await tx.auditCheckpoint.findFirst({ where: { chain }, orderBy: { seq: 'desc' } });
      return Number(last?.seq ?? 0);
    },
    async readCheckpoints(fromSeq, toSeq) {
      const rows = await tx.auditCheckpoint.findMany({
        where: { chain, seq: { gte: fromSeq, lte: toSeq } },
        orderBy: { seq: 'asc' },
      });
      return rows.map((row) => ({ seq: Number(row.seq), envelope: row.envelope }));
    },
    async addCheckpoint(seq, envelope) {
      await tx.auditCheckpoint.createMany({ data: [{ chain, seq: BigInt(seq), envelope }], skipDuplicates: true });
    },
  };
}

async function findLost(tx: SpokeTx, { kind, chain }: AuditChainRef, waiting: string): Promise<void> {
  if (kind === 'workspace') {
    await tx.$executeRaw`
      INSERT INTO audit_pending (chain, entry_id, kind) SELECT ${chain}::uuid, a.id, 'workspace' FROM audit_log a
      WHERE a.workspace_id = ${chain}::uuid
        AND NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.chain = ${chain}::uuid AND l.entry_id = a.id)
      ON CONFLICT DO NOTHING`;
  } else if (kind === 'organization') {
    await tx.$executeRaw`
      INSERT INTO audit_pending (chain, entry_id, kind)
      SELECT ${chain}::uuid, a.id, 'organization' FROM organization_audit_log a
      WHERE a.organization_id = ${chain}::uuid
        AND NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.chain = ${chain}::uuid AND l.entry_id = a.id)
      ON CONFLICT DO NOTHING`;
  } else {
    await tx.$executeRaw`
      INSERT INTO audit_pending (chain, entry_id, kind) SELECT ${waiting}::uuid, a.id, 'instance' FROM instance_audit_log a
      WHERE NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.chain = ${chain}::uuid AND l.entry_id = a.id)
      ON CONFLICT DO NOTHING`;
  }
}
