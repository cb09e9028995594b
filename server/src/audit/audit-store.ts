import {
  auditColumns,
  type AuditChainKind,
  type AuditHead,
  type AuditLink,
  type AuditRow,
  type JsonValue,
} from '@wheelhouse/protocol';

/** One log's chain: of a workspace, an organization, an instance or a hub. */
export interface AuditChainRef {
  readonly kind: AuditChainKind;
  /** Id of the workspace, organization or instance. */
  readonly chain: string;
}

export type StoredAuditRow = AuditRow & { readonly id: string };

/** What sealing and exporting need of one chain, inside one transaction. */
export interface AuditChainTx {
  /** Takes up to `limit` rows off the waiting list; they are back on it where the transaction fails. */
  takePending(limit: number): Promise<readonly bigint[]>;
  /** Puts every row of the log that has no link on the waiting list, however it got lost. */
  findLost(): Promise<void>;
  /** Those of the ids that are linked already. */
  findLinked(ids: readonly bigint[]): Promise<readonly bigint[]>;
  /** Rows by id, every column, in any order; those that a filter leaves out are absent. */
  readRows(ids: readonly bigint[], filtered: boolean): Promise<readonly StoredAuditRow[]>;
  findHead(): Promise<AuditHead>;
  readLinks(afterSeq: number, limit: number): Promise<readonly AuditLink[]>;
  /** @throws where another process was first: (chain, seq) and (chain, row) are unique */
  addLinks(links: readonly AuditLink[]): Promise<void>;
  findLastCheckpoint(): Promise<number>;
  readCheckpoints(
    fromSeq: number,
    toSeq: number,
  ): Promise<readonly { readonly seq: number; readonly envelope: string }[]>;
  /** Does nothing where this place has one. */
  addCheckpoint(seq: number, envelope: string): Promise<void>;
}

/** The logs of one process's database. */
export interface AuditStore {
  /** Chains with rows that wait for their link. */
  listPending(): Promise<readonly AuditChainRef[]>;
  /** Chains whose head no checkpoint confirms. Asked once, at start. */
  listUnsigned(): Promise<readonly AuditChainRef[]>;
  /** One transaction. */
  enter<T>(ref: AuditChainRef, fn: (tx: AuditChainTx) => Promise<T>): Promise<T>;
}

/** A row as its digest sees it, from what a database client returns. */
export function auditRowOf(kind: AuditChainKind, stored: Readonly<Record<string, unknown>>): StoredAuditRow {
  const columns = Object.keys(auditColumns[kind]).map((name): [string, JsonValue] => [name, jsonOf(stored[name])]);
  return { ...Object.fromEntries(columns), id: String(stored['id'] as bigint) };
}

function jsonOf(value: unknown): JsonValue {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'bigint' ? String(value) : (value as JsonValue);
}
