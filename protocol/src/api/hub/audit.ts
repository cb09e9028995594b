import { z } from 'zod';
import { codeNames } from '../../codes.ts';
import { Instant } from '../../ids.ts';
import { PageQuery } from '../envelope.ts';

/** One decision of the hub, append-only. Times are milliseconds since the epoch. */
export const HubAuditView = z.object({
  /** Rising; a decimal string because it may pass 2^53. */
  id: z.string(),
  at: z.number().int(),
  actor: z.string(),
  action: z.string(),
  resource: z.string().nullable(),
  verdict: z.enum(['allowed', 'refused']),
  code: z.enum(codeNames).nullable(),
  envelopeSha256: z.string().nullable(),
  policyRevision: z.number().int().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type HubAuditView = z.infer<typeof HubAuditView>;

/** No NUL: the export's own row keeps what was asked for, and no text of the store can hold one. */
const text = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\0]*$/, 'must not have NUL');
const instant = z.coerce.number().pipe(Instant);

/** What rows are chosen by; all that is given must hold. */
export const HubAuditFilter = z.object({
  /** Such as `operator:<key id>`, `instance:<id>`, `address:<ip>`. */
  actor: text.optional(),
  /** Exact, or with a `*` at the end; so is `resource`. */
  action: text.optional(),
  resource: text.optional(),
  verdict: z.enum(['allowed', 'refused']).optional(),
  code: text.optional(),
  requestId: text.optional(),
  /** Milliseconds since the epoch, inclusive. */
  from: instant.optional(),
  /** Exclusive. */
  to: instant.optional(),
});
export type HubAuditFilter = z.infer<typeof HubAuditFilter>;

/** Newest first. */
export const HubAuditQuery = HubAuditFilter.extend(PageQuery.shape);
export type HubAuditQuery = z.infer<typeof HubAuditQuery>;

/** A file that `wheelhouse audit verify` checks offline. */
export const HubAuditExportQuery = HubAuditFilter.extend({ format: z.enum(['jsonl', 'csv']).default('jsonl') });
export type HubAuditExportQuery = z.infer<typeof HubAuditExportQuery>;

/** A signed head of the hub's chain. */
export const HubAuditCheckpointView = z.object({ seq: z.number().int(), at: z.number().int(), envelope: z.string() });
export type HubAuditCheckpointView = z.infer<typeof HubAuditCheckpointView>;
