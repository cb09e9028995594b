import { z } from 'zod';
import { WheelhouseError } from '../codes.ts';
import { InstanceId, Instant } from '../ids.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { JsonValue } from './canonical-json.ts';
import { auditChainKinds } from './columns.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');
const Seq = z.number().int().min(1);
const Json: z.ZodType<JsonValue> = z.json();

export const AuditHeaderRecord = z.strictObject({
  t: z.literal('header'),
  v: z.literal(1),
  kind: z.enum(auditChainKinds),
  chain: z.string().min(1).max(64),
  instance: InstanceId,
  exportedAt: Instant,
  /** What rows were chosen by; null = all. Links are always all there. */
  filter: z.record(z.string(), z.string()).nullable(),
  /** The keyset document whose identity key signed the checkpoints. */
  keyset: z.string(),
});

export const AuditEntryRecord = z.strictObject({
  t: z.literal('entry'),
  seq: Seq,
  id: z.string().regex(/^\d{1,19}$/),
  digest: hex,
  hash: hex,
  /** Absent where the row is withheld by a filter, past its retention, or gone. */
  row: z.record(z.string(), Json).optional(),
});

export const AuditCheckpointRecord = z.strictObject({ t: z.literal('checkpoint'), envelope: z.string() });

export const AuditEndRecord = z.strictObject({
  t: z.literal('end'),
  entries: z.number().int().min(0),
  rows: z.number().int().min(0),
});

/** One line of an export: a header, entries in chain order with checkpoints among them, an end. */
export const AuditRecord = z.discriminatedUnion('t', [
  AuditHeaderRecord,
  AuditEntryRecord,
  AuditCheckpointRecord,
  AuditEndRecord,
]);
export type AuditRecord = z.infer<typeof AuditRecord>;
export type AuditHeaderRecord = z.infer<typeof AuditHeaderRecord>;
export type AuditEntryRecord = z.infer<typeof AuditEntryRecord>;
export type AuditEndRecord = z.infer<typeof AuditEndRecord>;

export function formatAuditLine(record: AuditRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** @throws WheelhouseError INVALID for what is no record */
export function parseAuditRecord(value: unknown): AuditRecord {
  const parsed = AuditRecord.safeParse(value);
  if (!parsed.success) throw new WheelhouseError('INVALID', 'not a record of an audit export', { cause: parsed.error });
  return parsed.data;
}

/** One line of a JSON lines export. @throws WheelhouseError INVALID */
export function parseAuditLine(line: string): AuditRecord {
  return parseAuditRecord(parseStrictJson(line));
}
