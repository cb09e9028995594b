import { encodeUtf8 } from '../crypto/bytes.ts';
import { sha256Hex } from '../crypto/hash.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** One row as it is digested: column → value. `id` is a decimal string. */
export type AuditRow = Readonly<Record<string, JsonValue>>;

/** Where a row stands in its chain. Digest and hash are 64 hex digits. */
export interface AuditLink {
  /** From 1, without gaps. */
  readonly seq: number;
  /** The row's `id`. */
  readonly id: string;
  readonly digest: string;
  readonly hash: string;
}

/** Where a chain ends, or begins to go on. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first row. */
export const emptyAuditHead: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** What is digested: columns that are null are left out, so that a column added later changes no older row. */
export function canonicalAuditRow(row: AuditRow): Uint8Array {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return encodeUtf8(`wheelhouse-audit-row-v1\n${canonicalJson(Object.fromEntries(present))}`);
}

export function auditDigest(row: AuditRow): string {
  return sha256Hex(canonicalAuditRow(row));
}

/** The hash of the next link: binds chain, place, row id and row to everything before. */
export function auditLinkHash(
  chain: string,
  previous: AuditHead,
  next: Pick<AuditLink, 'seq' | 'id' | 'digest'>,
): string {
  const parts = ['wheelhouse-audit-link-v1', chain, String(next.seq), next.id, previous.hash, next.digest];
  return sha256Hex(encodeUtf8(parts.join('\n')));
}

/** Appends rows to a chain, in the given order. */
export function linkAuditRows(
  chain: string,
  head: AuditHead,
  rows: readonly (AuditRow & { readonly id: string })[],
): AuditLink[] {
  let previous = head;
  return rows.map((row) => {
    const next = { seq: previous.seq + 1, id: row.id, digest: auditDigest(row) };
    const link = { ...next, hash: auditLinkHash(chain, previous, next) };
    previous = link;
    return link;
  });
}
